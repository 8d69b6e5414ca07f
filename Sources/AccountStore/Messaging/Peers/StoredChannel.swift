import Identity
import Platform

/// A group. A conversation of two has no record: its messages name the peer.
public struct StoredChannel: Sendable, Hashable {
  public struct Member: Sendable, Hashable, Codable {
    public let id: JamiID
    public let account: AccountFingerprint

    public init(id: JamiID, account: AccountFingerprint) {
      self.id = id
      self.account = account
    }
  }

  /// A UUID in lower case.
  public let id: String
  public var name: String
  /// Who signs the list of members.
  public let owner: AccountFingerprint
  public let ownerID: JamiID
  /// At most `MessagingLimits.members`.
  public var members: [Member]
  /// 16 bytes; the ID is made of it and of the owner.
  public let nonce: [UInt8]
  /// When the statement that stands was made: milliseconds since 1970.
  public var version: Int64
  /// The number (`jti`) of the packet that the statement came in.
  public var number: [UInt8]
  /// Whether this account has left it.
  public var isLeft: Bool

  public init(
    id: String, name: String, owner: AccountFingerprint, ownerID: JamiID, members: [Member],
    nonce: [UInt8], version: Int64, number: [UInt8], isLeft: Bool = false
  ) {
    self.id = id
    self.name = name
    self.owner = owner
    self.ownerID = ownerID
    self.members = members
    self.nonce = nonce
    self.version = version
    self.number = number
    self.isLeft = isLeft
  }
}
