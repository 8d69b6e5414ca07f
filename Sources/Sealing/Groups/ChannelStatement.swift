import Identity
import JOSE
import Platform

/// What a group's owner says about it: the content of a message of the type `SIGNET-CHANNEL` (jasper-packet(5)). It is
/// signed like every message, so the member list is.
///
///     {"version": 1, "nonce": "<16 bytes, base64url>", "name": "Trip",
///      "members": [{"id": "<Jami ID, hex>", "account": "<SHA-256, base64url>"}]}
public struct ChannelStatement: Sendable, Hashable {
  /// The same in all statements about a group, whose ID is made of it.
  public let nonce: ChannelNonce
  /// 1 to 256 bytes of UTF-8.
  public let name: String
  /// Sorted, each once; the owner is one of them.
  public let members: [ChannelMember]

  /// - Throws: `SealingError.channelMalformed` for a name that is none, and for too few or too many members.
  public init(
    nonce: ChannelNonce, name: String, members: some Sequence<ChannelMember>
  ) throws(SealingError) {
    let members = Set(members).sorted()
    guard (1...SealingLimits.channelName).contains(name.utf8.count),
      name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else { throw Self.malformed("its name has no or over \(SealingLimits.channelName) bytes, or control characters") }
    guard (1...SealingLimits.recipients).contains(members.count) else {
      throw Self.malformed("it has 1 to \(SealingLimits.recipients) members, not \(members.count)")
    }
    guard Set(members.map(\.id)).count == members.count, Set(members.map(\.account)).count == members.count else {
      throw Self.malformed("a member is named twice")
    }
    self.nonce = nonce
    self.name = name
    self.members = members
  }

  /// Reads the content of a message.
  /// - Throws: `SealingError.channelMalformed`.
  public init(content: String) throws(SealingError) {
    let json: StrictJSON
    do {
      json = try StrictJSON.parse(
        Array(content.utf8), limits: StrictJSON.Limits(bytes: SealingLimits.content, depth: 4, values: 5000))
    } catch {
      throw Self.malformed("it is no JSON")
    }
    guard json["version"]?.integerValue == 1 else { throw Self.malformed("it is of another version") }
    guard let name = json["name"]?.stringValue, let elements = json["members"]?.elements else {
      throw Self.malformed("its name or its members are missing")
    }
    guard let nonce = json["nonce"]?.stringValue.flatMap({ ChannelNonce($0) }) else {
      throw Self.malformed("its nonce is missing, or is not \(ChannelNonce.byteCount) bytes")
    }
    let members = elements.compactMap(Self.member)
    guard members.count == elements.count else { throw Self.malformed("a member is none") }
    guard Set(members).count == members.count else { throw Self.malformed("a member is named twice") }
    try self.init(nonce: nonce, name: name, members: members)
  }

  /// The content of a message.
  public var content: String {
    let list = members.map { member in
      StrictJSON.object([
        .init("id", .string(member.id.text)), .init("account", .string(Base64URL.encode(member.account.bytes))),
      ])
    }
    let json = StrictJSON.object([
      .init("version", .integer(1)), .init("nonce", .string(nonce.text)), .init("name", .string(name)),
      .init("members", .array(list)),
    ])
    return String(decoding: json.serialise(), as: UTF8.self)
  }

  private static func member(_ json: StrictJSON) -> ChannelMember? {
    guard let id = json["id"]?.stringValue.flatMap({ JamiID($0) }), let text = json["account"]?.stringValue else {
      return nil
    }
    do {
      return AccountFingerprint(bytes: try Base64URL.decode(text)).map { ChannelMember(id: id, account: $0) }
    } catch {
      return nil
    }
  }

  private static func malformed(_ what: String) -> SealingError {
    SealingError(.channelMalformed, "this is no description of a group: \(what)")
  }
}
