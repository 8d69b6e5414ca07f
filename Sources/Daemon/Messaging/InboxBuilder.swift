import AccountArchive
import AccountStore
import DaemonAPI
import Identity
import Platform
import Sealing

/// Puts conversations together for people: from the events that are stored, always anew. Calls block.
struct InboxBuilder {
  /// Most events of one conversation that are looked at: the newest.
  static let eventLimit = 20_000

  let desk: AccountDesk
  let database: AccountDatabase
  private let peers: [JamiID: StoredPeer]
  private let contacts: [String: ArchiveContact.State]
  private let channels: [String: StoredChannel]
  private let readMark: Int64
  private let byAccount: [AccountFingerprint: JamiID]

  /// - Throws: `StoreError`.
  init(_ desk: AccountDesk, _ database: AccountDatabase) throws {
    self.desk = desk
    self.database = database
    let peers = try database.peers()
    self.peers = Dictionary(peers.map { ($0.id, $0) }) { first, _ in first }
    contacts = Dictionary(try database.contacts().map { ($0.id, $0.state) }) { first, _ in first }
    let channels = try database.channels()
    self.channels = Dictionary(channels.map { ($0.id, $0) }) { first, _ in first }
    readMark = try database.readMark()
    var byAccount: [AccountFingerprint: JamiID] = [:]
    for member in channels.flatMap(\.members) { byAccount[member.account] = member.id }
    for peer in peers {
      for key in try desk.author(of: peer, database: database, now: .now())?.keys ?? [] { byAccount[key] = peer.id }
    }
    byAccount[desk.account] = desk.id
    self.byAccount = byAccount
  }

  /// One conversation, oldest first, with what waits for a key at its end.
  /// - Throws: `StoreError`.
  func conversation(_ key: ConversationKey) throws -> [InboxMessage] {
    let drafts = try database.drafts().filter { draft in
      switch key {
      case .direct(let id): draft.peer == id
      case .group(let channel): draft.peer == nil && draft.channel == channel
      }
    }
    let built = messages(of: key, try events(of: key))
    let known = Set(built.filter(\.own).map(\.id))
    var shown: Set<String> = []
    let waiting = drafts.filter { $0.type == "MESSAGE" && !known.contains($0.id) && shown.insert($0.id).inserted }
    return built + waiting.map { self.waiting($0, in: key) }
  }

  /// What others wrote, in the order in which it came.
  /// - Throws: `StoreError`.
  func received(limit: Int) throws -> [InboxMessage] {
    let keys = Set(try database.latest(limit: limit * 4).map(ConversationKey.init))
    let all = try keys.flatMap { try messages(of: $0, events(of: $0)) }
    return Array(all.filter { !$0.own }.sorted { $0.number < $1.number }.suffix(limit))
  }

  /// The messages that the events after `number` changed, in the order of the last change of each.
  /// - Throws: `StoreError`.
  func changes(after number: Int64, limit: Int) throws -> [InboxMessage] {
    let keys = Set(try database.messages(after: number, limit: limit).map(ConversationKey.init))
    let all = try keys.flatMap { try messages(of: $0, events(of: $0)) }
    return Array(all.filter { $0.change > number }.sorted { $0.change < $1.change }.prefix(limit))
  }

  private func events(of key: ConversationKey) throws -> [StoredMessage] {
    switch key {
    case .direct(let id): try database.conversation(peer: id, limit: Self.eventLimit)
    case .group(let channel): try database.conversation(channel: channel, limit: Self.eventLimit)
    }
  }

  private func messages(of key: ConversationKey, _ stored: [StoredMessage]) -> [InboxMessage] {
    var conversation = Conversation()
    var posts: [MessageOrder: StoredMessage] = [:]
    var changes: [String: Int64] = [:]
    for message in stored {
      guard let event = message.event else { continue }
      conversation.apply(event)
      if case .post = event.action { posts[event.order] = message }
      changes[Self.place(message), default: 0] = max(changes[Self.place(message)] ?? 0, message.number)
    }
    var members: Set<AccountFingerprint>?
    if case .group(let channel) = key {
      members = Set(channels[channel]?.members.map(\.account) ?? []).union([desk.account])
    }
    return conversation.messages(of: members).compactMap { message in
      posts[message.order].map { post in
        entry(message, post, key, change: changes[Self.place(post)] ?? post.number)
      }
    }
  }

  /// Reactions name no author, so everything about one id of a channel counts as a change of it.
  private static func place(_ message: StoredMessage) -> String { message.channel + " " + message.id }

  private func entry(
    _ message: ConversationMessage, _ post: StoredMessage, _ key: ConversationKey, change: Int64
  ) -> InboxMessage {
    let channelName = channels[post.channel]?.name
    return InboxMessage(
      id: message.name.id.text, number: post.number, change: change, from: post.authorID.text,
      fromName: peers[post.authorID]?.name, own: post.isOwn, conversation: key.text, channel: post.channel,
      channelName: post.peer == nil ? channelName : nil, type: "MESSAGE", text: message.text,
      files: Self.files(message.text), timestamp: message.order.timestamp.text, receivedAt: post.receivedAt,
      verified: true, contact: standing(post.authorID), notes: post.notes, revocationAge: post.revocationAge,
      edited: message.editedAt != nil, deleted: message.isDeleted, contested: message.isContested,
      read: post.isOwn || post.number <= readMark, reactions: reactions(message.reactions),
      state: post.isOwn ? state(of: post) : nil)
  }

  private func waiting(_ draft: StoredDraft, in key: ConversationKey) -> InboxMessage {
    InboxMessage(
      id: draft.id, number: 0, change: 0, from: desk.id.text, own: true, conversation: key.text, channel: draft.channel,
      channelName: draft.peer == nil ? channels[draft.channel]?.name : nil, type: draft.type, text: draft.content,
      files: Self.files(draft.content),
      timestamp: MessageTimestamp(milliseconds: draft.timestamp)?.text ?? draft.createdAt.text,
      receivedAt: draft.createdAt, verified: true, contact: "active", notes: [], edited: false, deleted: false,
      contested: false, read: true, reactions: [], state: "waiting")
  }

  private func standing(_ id: JamiID) -> String {
    id == desk.id ? "active" : contacts[id.text]?.rawValue ?? "stranger"
  }

  private func reactions(_ found: [Reaction: [AccountFingerprint]]) -> [ReactionEntry] {
    found.sorted { $0.key < $1.key }.map { reaction, accounts in
      ReactionEntry(reaction: reaction.text, from: accounts.map { byAccount[$0]?.text ?? $0.text })
    }
  }

  /// The least that holds for all its packets; nil once they are forgotten.
  private func state(of post: StoredMessage) -> String? {
    // A state that cannot be read is not worth the conversation.
    let states = ((try? database.outbox(jti: post.jti)) ?? []).map(\.state)
    if states.isEmpty { return nil }
    if states.contains(.failed) { return "failed" }
    if states.contains(.queued) { return "queued" }
    return states.contains(.sent) ? "sent" : "confirmed"
  }

  private static func files(_ text: String?) -> [DaemonAPI.FileLink] {
    Sealing.FileLink.all(in: text ?? "").map {
      DaemonAPI.FileLink(name: $0.name, url: $0.url, image: $0.isImage, sha256: $0.sha256)
    }
  }
}
