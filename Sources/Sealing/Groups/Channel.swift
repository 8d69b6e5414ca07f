import Identity

/// A group as it stands: the latest statement of its owner. Who that is follows from the group's ID (`GroupChannel`);
/// statements of others about the same channel are refused.
public struct Channel: Sendable, Hashable {
  /// Why a statement changes nothing.
  public enum Refusal: String, Sendable, CaseIterable {
    case notTheOwner
    /// One that stands is as late, or later.
    case outdated
    /// The owner left themselves out: nobody could change the list any more.
    case ownerMissing
    /// The ID does not follow from the author and the statement's nonce: the group of somebody else, or the channel of
    /// two accounts (`DirectChannel`), which as a group would hide what they write to each other.
    case foreignID
  }

  public let id: ChannelID
  public let owner: ChannelMember
  public private(set) var statement: ChannelStatement
  /// Of the statement that stands.
  public private(set) var order: MessageOrder

  public init(id: ChannelID, owner: ChannelMember, statement: ChannelStatement, order: MessageOrder) {
    self.id = id
    self.owner = owner
    self.statement = statement
    self.order = order
  }

  /// A group from its first statement.
  /// - Parameter author: of the verified message.
  public static func begin(
    _ id: ChannelID, author: ChannelMember, statement: ChannelStatement, order: MessageOrder
  ) -> Result<Channel, Refused> {
    guard id == GroupChannel.id(owner: author, nonce: statement.nonce) else { return .failure(Refused(.foreignID)) }
    guard statement.members.contains(author) else { return .failure(Refused(.ownerMissing)) }
    return .success(Channel(id: id, owner: author, statement: statement, order: order))
  }

  /// Takes in a later statement.
  /// - Returns: why it is not taken in; then nothing has changed.
  public mutating func apply(
    author: AccountFingerprint, statement: ChannelStatement, order: MessageOrder
  ) -> Refusal? {
    guard author == owner.account else { return .notTheOwner }
    guard id == GroupChannel.id(owner: owner, nonce: statement.nonce) else { return .foreignID }
    guard statement.members.contains(owner) else { return .ownerMissing }
    guard self.order < order else { return .outdated }
    self.statement = statement
    self.order = order
    return nil
  }

  public func hasMember(_ account: AccountFingerprint) -> Bool {
    statement.members.contains { $0.account == account }
  }

  /// A refusal as an error.
  public struct Refused: Error, Sendable, Equatable {
    public let refusal: Refusal

    init(_ refusal: Refusal) { self.refusal = refusal }
  }
}
