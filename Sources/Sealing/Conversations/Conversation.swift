import Identity

/// The messages of a conversation, put together from events that come in any order, twice, or after each other's
/// successors: the same set of events gives the same conversation.
///
/// Each part of its state only ever moves one way (the earliest post, the latest edit, the latest deletion, the
/// earliest of each reaction), so nothing depends on the order of arrival. Rules:
/// - A message is named by author, channel and id. Where two posts have one name, the earlier in `MessageOrder` stands,
///   and the message is shown as contested.
/// - Only the author edits and deletes: another account's EDIT is about a message of its own, which there is not.
/// - An edit or deletion that is not later than the post has no effect; of several edits the latest stands.
/// - A deleted message stays deleted, whatever comes later: it cannot be edited back.
/// - A reaction goes to whichever messages of the channel have the id. Deliberate: also to one with a later
///   timestamp, because its author's clock is another one than the message's.
public struct Conversation: Sendable, Equatable {
  /// What is known about one name; without a post it waits for it.
  private var records: [MessageName: MessageRecord] = [:]
  /// Reactions by channel and id, since they name no author.
  private var reactions: [ReactionTarget: ReactionRecord] = [:]

  public init() {}

  /// Takes in one event. Events that are ahead of their time must wait outside (see `PacketVerdict`).
  public mutating func apply(_ event: ConversationEvent) {
    switch event.action {
    case .post(let text): records[event.name, default: MessageRecord()].post(text, at: event.order)
    case .edit(let text): records[event.name, default: MessageRecord()].edit(text, at: event.order)
    case .delete: records[event.name, default: MessageRecord()].delete(at: event.order)
    case .react(let reaction):
      let target = ReactionTarget(channel: event.channel, id: event.id)
      reactions[target, default: ReactionRecord()].add(reaction, by: event.author, at: event.order)
    }
  }

  /// All messages in their order.
  /// - Parameter members: the channel's authors; messages and reactions of others are not shown. Nil shows all.
  public func messages(of members: Set<AccountFingerprint>? = nil) -> [ConversationMessage] {
    records.compactMap { name, record in
      guard members?.contains(name.author) ?? true else { return nil }
      return record.message(name, reactions: reactions(to: name, members))
    }.sorted { ($0.order, $0.name) < ($1.order, $1.name) }
  }

  /// The message of this name; nil when no post of it has come yet.
  public func message(_ name: MessageName) -> ConversationMessage? {
    records[name]?.message(name, reactions: reactions(to: name, nil))
  }

  private func reactions(
    to name: MessageName, _ members: Set<AccountFingerprint>?
  ) -> [Reaction: [AccountFingerprint]] {
    reactions[ReactionTarget(channel: name.channel, id: name.id)]?.byReaction(members) ?? [:]
  }
}

/// What a reaction is about.
private struct ReactionTarget: Hashable, Sendable {
  let channel: ChannelID
  let id: MessageID
}
