import Identity

/// A group as it stands: the latest statement of its owner. Whoever made the first statement that was taken in is the
/// owner; statements of others about the same channel are refused.
public struct Channel: Sendable, Hashable {
  /// Why a statement changes nothing.
  public enum Refusal: String, Sendable, CaseIterable {
    case notTheOwner
    /// One that stands is as late, or later.
    case outdated
    /// The owner left themselves out: nobody could change the list any more.
    case ownerMissing
    /// It is the channel of two accounts (`DirectChannel`): as a group it would hide what they write to each other.
    case directChannel
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
    guard statement.members.contains(author) else { return .failure(Refused(.ownerMissing)) }
    guard id.isDrawn else { return .failure(Refused(.directChannel)) }
    return .success(Channel(id: id, owner: author, statement: statement, order: order))
  }

  /// Takes in a later statement.
  /// - Returns: why it is not taken in; then nothing has changed.
  public mutating func apply(
    author: AccountFingerprint, statement: ChannelStatement, order: MessageOrder
  ) -> Refusal? {
    guard author == owner.account else { return .notTheOwner }
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
