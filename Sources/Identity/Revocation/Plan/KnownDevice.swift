import GnuTLS

/// A device of an account as all that is at hand has it: database, log, backup.
public struct KnownDevice: Sendable, Hashable {
  public enum Standing: Sendable, Hashable {
    case active
    /// Not to be trusted with new keys, and not thrown out.
    case waiting
    case revoked
  }

  public let id: DeviceID
  /// Nil where none is known.
  public var name: String?
  public var role: DeviceRole
  public var standing: Standing
  /// Device, signing and wrap key, as far as they are known, and those that it had before.
  public var keys: Set<KeyID>
  /// What new keys can be sealed to; nil for a device that never named one, such as one of Jami's.
  public var wrap: KeyID?
  /// All of its certificates that are known: they give the serial numbers for the revocation list.
  public var certificates: [Certificate]

  public init(
    id: DeviceID, name: String?, role: DeviceRole, standing: Standing, keys: some Sequence<KeyID> = [],
    wrap: KeyID? = nil, certificates: [Certificate] = []
  ) {
    self.id = id
    self.name = name
    self.role = role
    self.standing = standing
    self.keys = Set(keys).union([KeyID(id)])
    self.wrap = wrap
    self.certificates = certificates
  }

  /// Its name where it has one, else its ID.
  public var shown: String { name.map { "\($0) (\(id.text.prefix(8)))" } ?? id.text }
}

extension KnownDevice {
  /// Everything that records and log tell about the devices of an account, each device once, by ID.
  ///
  /// A device that either says is revoked is. One that is in no log yet stands as the records have it, and cannot be
  /// handed keys, because nobody vouches for a wrap key of it.
  /// - Parameters:
  ///   - keysInLog: all keys that the log ever named for a device.
  ///   - certificates: all that are known, beside those of the records.
  ///   - notes: names of devices that have no record.
  public static func all(
    records: [Device], log: LogState?, keysInLog: [DeviceID: Set<KeyID>] = [:],
    certificates: [DeviceID: [Certificate]] = [:], notes: [DeviceNote] = [], revocations: RevocationSet
  ) -> [KnownDevice] {
    let names = Dictionary(notes.map { ($0.id, $0.name) }) { first, _ in first }
    var known: [DeviceID: KnownDevice] = [:]
    for record in records {
      let standing: Standing =
        switch record.state {
        case .active: .active
        case .pending: .waiting
        case .revoked, .superseded: .revoked
        }
      known[record.id] = KnownDevice(
        id: record.id, name: record.name, role: record.role, standing: standing, certificates: [record.certificate])
    }
    for logged in log?.devices ?? [] {
      let before = known[logged.id]
      known[logged.id] = KnownDevice(
        id: logged.id, name: before?.name ?? names[logged.id], role: logged.role,
        standing: before?.standing == .revoked ? .revoked : Standing(logged.standing),
        keys: logged.keys.all + (keysInLog[logged.id] ?? []), wrap: logged.keys.wrap,
        certificates: before?.certificates ?? [])
    }
    for (id, device) in known {
      let more = certificates[id, default: []].filter { !device.certificates.contains($0) }
      known[id]?.certificates += more
    }
    // Deliberate: the present keys alone. One that the device has replaced is revoked, and the device stays.
    let present = Dictionary((log?.devices ?? []).map { ($0.id, $0.keys.all) }) { first, _ in first }
    for id in known.keys where (present[id] ?? [KeyID(id)]).contains(where: { revocations.revokes(key: DeviceID($0)) })
    {
      known[id]?.standing = .revoked
    }
    return known.values.sorted { $0.id < $1.id }
  }
}

extension KnownDevice.Standing {
  init(_ standing: LoggedDevice.Standing) {
    switch standing {
    case .active: self = .active
    case .pending, .suspended, .notListed: self = .waiting
    case .revoked, .superseded: self = .revoked
    }
  }
}

extension AccountLog {
  /// All keys that the log ever named for a device, whether or not the statement counts: for a revocation, which should
  /// take all of them.
  public var keysOfDevices: [DeviceID: Set<KeyID>] {
    var keys: [DeviceID: Set<KeyID>] = [:]
    for entry in entries.values {
      switch entry.statement.content {
      case .genesis(let genesis):
        guard let device = genesis.founding?.device else { continue }
        keys[device.device, default: []].formUnion(device.all)
      case .deviceAdded(let added) where entry.statement.author == .device(added.keys.device) || added.approver != nil:
        keys[added.keys.device, default: []].formUnion(added.keys.all)
      default: continue
      }
    }
    return keys
  }
}
