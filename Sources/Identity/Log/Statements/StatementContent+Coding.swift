extension StatementContent {
  /// The byte that stands for what it is.
  var kind: UInt8 {
    switch self {
    case .genesis: 1
    case .deviceAdded: 2
    case .deviceRevoked: 3
    case .receiveKey: 4
    case .succession: 5
    case .recoveryKey: 6
    case .objection: 7
    case .countersignature: 8
    case .unknown(let kind, _): kind
    }
  }

  var payload: [UInt8] {
    var writer = LogByteWriter()
    switch self {
    case .genesis(let genesis):
      writer.append(number: genesis.founding == nil ? 0 as UInt8 : 1)
      if let founding = genesis.founding {
        writer.append(founding.recovery.bytes)
        writer.append(keys: founding.device)
      }
    case .deviceAdded(let added):
      writer.append(keys: added.keys)
      writer.append(number: added.role == .full ? 1 as UInt8 : 2)
      writer.append(number: added.method.rawValue)
      writer.append(optional: added.approver)
    case .deviceRevoked(let revoked): writer.append(revoked)
    case .receiveKey(let change):
      writer.append(number: change.generation)
      writer.append(change.receive.bytes)
      writer.append(optional: change.sync)
      writer.append(list: change.recipients)
    case .succession(let succession):
      writer.append(succession.new.bytes)
      writer.append(optional: succession.recovery)
    case .recoveryKey(let key): writer.append(key.bytes)
    case .objection(let statement), .countersignature(let statement): writer.append(statement.bytes)
    case .unknown(_, let payload): writer.append(payload)
    }
    return writer.bytes
  }

  init(kind: UInt8, payload: [UInt8]) throws(IdentityError) {
    var reader = LogByteReader(payload[...])
    switch kind {
    case 0: throw LogByteReader.damaged
    case 1: self = .genesis(try reader.genesis())
    case 2: self = .deviceAdded(try reader.addedDevice())
    case 3: self = .deviceRevoked(try reader.revokedDevice())
    case 4:
      self = .receiveKey(
        try ReceiveKeyChange(
          generation: reader.number(UInt32.self), receive: reader.identifier(KeyID.self),
          sync: reader.optional(KeyID.self),
          recipients: reader.list(DeviceID.self, limit: LogLimits.recipients)))
    case 5:
      self = .succession(
        Succession(new: try reader.identifier(AccountFingerprint.self), recovery: try reader.optional(KeyID.self)))
    case 6: self = .recoveryKey(try reader.identifier(KeyID.self))
    case 7: self = .objection(try reader.identifier(StatementHash.self))
    case 8: self = .countersignature(try reader.identifier(StatementHash.self))
    default: self = .unknown(kind: kind, payload: reader.takeRest())
    }
    guard reader.isAtEnd else { throw LogByteReader.damaged }
  }
}

extension LogByteWriter {
  fileprivate mutating func append(keys: DeviceKeys) {
    append(keys.device.bytes)
    append(keys.signing.bytes)
    append(keys.wrap.bytes)
    append(number: keys.algorithm.rawValue)
  }

  fileprivate mutating func append(_ revoked: RevokedDevice) {
    append(revoked.device.bytes)
    append(list: revoked.keys)
    append(number: revoked.reason.rawValue)
    append(optional: revoked.lastAccepted)
    append(number: UInt16(revoked.operations.count))
    for mark in revoked.operations {
      append(mark.author.bytes)
      append(number: mark.number)
    }
  }
}

extension LogByteReader {
  fileprivate mutating func deviceKeys() throws(IdentityError) -> DeviceKeys {
    try DeviceKeys(
      device: identifier(DeviceID.self), signing: identifier(KeyID.self), wrap: identifier(KeyID.self),
      algorithm: choice(DeviceKeys.Signing.self))
  }

  fileprivate mutating func genesis() throws(IdentityError) -> Genesis {
    switch try number(UInt8.self) {
    case 0: return .imported
    case 1:
      return Genesis(
        founding: Genesis.Founding(recovery: try identifier(KeyID.self), device: try deviceKeys()))
    default: throw Self.damaged
    }
  }

  fileprivate mutating func addedDevice() throws(IdentityError) -> AddedDevice {
    let keys = try deviceKeys()
    let role: DeviceRole
    switch try number(UInt8.self) {
    case 1: role = .full
    case 2: role = .leaf
    default: throw Self.damaged
    }
    return try AddedDevice(
      keys: keys, role: role, method: choice(AddedDevice.Method.self), approver: optional(DeviceID.self))
  }

  fileprivate mutating func revokedDevice() throws(IdentityError) -> RevokedDevice {
    let device = try identifier(DeviceID.self)
    let keys = try list(KeyID.self, limit: LogLimits.revokedKeys)
    let reason = try choice(RevokedDevice.Reason.self)
    let last = try optional(StatementHash.self)
    let count = Int(try number(UInt16.self))
    guard count <= LogLimits.operationMarks else { throw Self.damaged }
    var marks: [RevokedDevice.OperationMark] = []
    for _ in 0..<count {
      marks.append(.init(author: try identifier(KeyID.self), number: try number(UInt64.self)))
    }
    return try RevokedDevice(device: device, keys: keys, reason: reason, lastAccepted: last, operations: marks)
  }
}
