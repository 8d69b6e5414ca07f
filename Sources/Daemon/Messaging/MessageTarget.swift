import AccountArchive
import AccountStore
import Identity
import Platform
import Sealing

/// Where a message goes: a conversation with one other account, with oneself, or a group.
enum MessageTarget: Sendable {
  case direct(JamiID)
  case group(StoredChannel)

  /// Whose conversation it is; nil for a group's.
  var peer: JamiID? {
    if case .direct(let id) = self { return id }
    return nil
  }

  /// Who gets a packet. This account is among them only in its notes to itself.
  func recipients(besides own: JamiID) -> [JamiID] {
    switch self {
    case .direct(let id): [id]
    case .group(let channel): channel.members.map(\.id).filter { $0 != own }
    }
  }

  /// Whether the account behind a Jami ID is the one that is meant: a group names its members by their keys too.
  func means(_ peer: StoredPeer, desk: AccountDesk, database: AccountDatabase) throws -> Bool {
    guard case .group(let channel) = self else { return true }
    // Somebody who was taken out is told so, whatever the list says now.
    guard let member = channel.members.first(where: { $0.id == peer.id }) else { return true }
    return try desk.author(of: peer, database: database, now: .now())?.keys.contains(member.account) ?? false
  }

  /// A contact, or a group, by what a person typed.
  /// - Throws: `MessagingError`, `StoreError`.
  static func find(_ text: String, desk: AccountDesk, database: AccountDatabase) throws -> MessageTarget {
    let channels = try self.channels(text, database)
    do {
      let id = try ContactBook(desk, database).find(text)
      guard channels.isEmpty else {
        throw MessagingError(
          .contactAmbiguous, "a contact and a group are called '\(text.prefix(100))'", hint: "name one by its ID")
      }
      return .direct(id)
    } catch let error as MessagingError where error.kind == .contactNotFound && !channels.isEmpty {
      return .group(try one(of: channels, called: text))
    }
  }

  /// - Throws: `MessagingError.channelNotFound`, `channelAmbiguous`; `StoreError`.
  static func channel(_ text: String, database: AccountDatabase) throws -> StoredChannel {
    try one(of: channels(text, database), called: text)
  }

  private static func channels(_ text: String, _ database: AccountDatabase) throws -> [StoredChannel] {
    try database.channels().filter { $0.id == text.lowercased() || $0.name == text }
  }

  private static func one(of channels: [StoredChannel], called text: String) throws -> StoredChannel {
    guard let first = channels.first else {
      throw MessagingError(
        .channelNotFound, "there is no group '\(text.prefix(100))'", hint: "`signet channel list` shows them")
    }
    guard channels.count == 1 else {
      throw MessagingError(
        .channelAmbiguous, "several groups are called '\(text.prefix(100))'", hint: "name the group by its ID")
    }
    return first
  }

  /// - Throws: `MessagingError.contactBlocked`, `channelLeft`; `StoreError`.
  func checkOpen(desk: AccountDesk, database: AccountDatabase) throws {
    switch self {
    case .direct(let id):
      guard try ContactBook(desk, database).state(id) != .blocked else {
        throw MessagingError(.contactBlocked, "the contact is blocked", hint: "`signet contact unblock` ends that")
      }
    case .group(let channel):
      guard !channel.isLeft else {
        throw MessagingError(.channelLeft, "this account is not in the group any more")
      }
    }
  }

  /// The `channel_id` of what is sent there.
  /// - Throws: `MessagingError.contactNotFound` when the account behind a bare ID is not known yet.
  func channel(desk: AccountDesk, database: AccountDatabase) throws -> ChannelID? {
    switch self {
    case .group(let channel): return ChannelID(channel.id)
    case .direct(let id):
      if id == desk.id { return DirectChannel.id(desk.account, desk.account) }
      let author = try database.peer(id).flatMap { try desk.author(of: $0, database: database, now: .now()) }
      return author.map { DirectChannel.id(desk.account, $0.account) }
    }
  }
}
