/// The canonical form of a statement.
enum StatementCoding {
  static let magic = Array("SIGNETLOG1".utf8)
  static let firstUnknownKind: UInt8 = 9

  static func encode(
    account: AccountFingerprint, author: StatementAuthor, number: UInt64, predecessor: StatementHash?,
    heads: [StatementHash], content: StatementContent
  ) -> [UInt8] {
    var writer = LogByteWriter()
    writer.append(magic)
    writer.append(number: content.kind)
    switch author {
    case .account: writer.append(number: 0 as UInt8)
    case .recovery: writer.append(number: 1 as UInt8)
    case .device(let device):
      writer.append(number: 2 as UInt8)
      writer.append(device.bytes)
    }
    writer.append(account.bytes)
    writer.append(number: number)
    writer.append(optional: predecessor)
    writer.append(list: heads)
    let payload = content.payload
    writer.append(number: UInt32(payload.count))
    writer.append(payload)
    return writer.bytes
  }

  static func decode(_ bytes: [UInt8]) throws(IdentityError) -> Statement {
    var reader = LogByteReader(bytes[...])
    guard try reader.take(magic.count) == magic else { throw LogByteReader.damaged }
    let kind = try reader.number(UInt8.self)
    let author: StatementAuthor
    switch try reader.number(UInt8.self) {
    case 0: author = .account
    case 1: author = .recovery
    case 2: author = .device(try reader.identifier(DeviceID.self))
    default: throw LogByteReader.damaged
    }
    let account = try reader.identifier(AccountFingerprint.self)
    let number = try reader.number(UInt64.self)
    let predecessor = try reader.optional(StatementHash.self)
    let heads = try reader.list(StatementHash.self, limit: LogLimits.heads)
    let length = Int(try reader.number(UInt32.self))
    let payload = try reader.take(length)
    guard reader.isAtEnd else { throw LogByteReader.damaged }
    return try Statement(
      account: account, author: author, number: number, predecessor: predecessor, heads: heads,
      content: StatementContent(kind: kind, payload: payload))
  }
}
