import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform
import Sealing

/// Sends what a person writes.
struct MessageService: Sendable {
  /// Fewest characters that name a message.
  private static let prefixLength = 4

  let desk: AccountDesk

  /// - Throws: `MessagingError`, `SealingError.messageRefused`, `StoreError`.
  func send(_ request: MessageRequest) async throws -> SentMessage {
    let type = MessageType(request.type)
    guard [.message, .edit, .delete, .react].contains(type) else {
      throw SealingError(
        .messageRefused, "'\(request.type.prefix(32))' is no type of a message",
        hint: "the types are MESSAGE, EDIT, DELETE and REACT")
    }
    if type != .delete, request.text.isEmpty { throw SealingError(.messageRefused, "the message is empty") }
    // Nothing is looked up for somebody who may not sign.
    _ = try await desk.agent.keys().signing()
    let now = MessageTimestamp.now()
    let desk = desk
    let plan = try await desk.withDatabase { database in
      try Self.plan(request, type, desk: desk, database: database, now: now)
    }
    return try await post(plan)
  }

  /// What has waited for this account's receive key goes out now.
  /// - Throws: `MessagingError`, `StoreError`.
  func sendDrafts(to id: JamiID) async throws {
    let desk = desk
    for draft in try await desk.withDatabase({ try $0.drafts(to: id) }) {
      guard let letter = try await desk.change({ try Self.letter(draft, desk: desk, database: $0) }) else { continue }
      _ = try await Composer(desk: desk).post(letter, draft: draft.number)
    }
  }

  private enum Plan: Sendable {
    case letter(Composer.Letter, warnings: [String])
    /// To somebody whose account is not even known: without it there is no channel.
    case draft(StoredDraft)
  }

  private func post(_ plan: Plan) async throws -> SentMessage {
    switch plan {
    case .draft(let draft):
      try await desk.withDatabase { try $0.write { try $0.add(draft) } }
      desk.tellWatchers()
      return SentMessage(
        id: draft.id, channel: draft.channel, type: draft.type,
        timestamp: MessageTimestamp(milliseconds: draft.timestamp)?.text ?? draft.createdAt.text, number: 0, packets: 0,
        state: "waiting", warnings: [Self.waits([draft.to])])
    case .letter(let letter, let warnings):
      let posted = try await Composer(desk: desk).post(letter)
      let all = warnings + (letter.waiting.isEmpty ? [] : [Self.waits(letter.waiting)])
      return SentMessage(
        id: letter.id.text, channel: letter.channel.text, type: letter.type.text, timestamp: letter.timestamp.text,
        number: posted.number, packets: posted.packets, state: letter.ready.isEmpty ? "waiting" : "queued",
        warnings: all)
    }
  }

  private static func plan(
    _ request: MessageRequest, _ type: MessageType, desk: AccountDesk, database: AccountDatabase, now: MessageTimestamp
  ) throws -> Plan {
    let target: MessageTarget
    var id: MessageID
    var timestamp = now
    // That of the message it is about: other programs name channels in their own way.
    var known: ChannelID?
    if type == .message {
      guard let to = request.to else { throw APIError(.badRequest, "to is missing") }
      target = try MessageTarget.find(to, desk: desk, database: database)
      id = try FreshName.message()
    } else {
      let post = try find(request, type, desk: desk, database: database)
      target = try self.target(of: post, database: database)
      guard let found = MessageID(post.id), let order = post.order else { throw notFound(request.about ?? "") }
      id = found
      known = ChannelID(post.channel)
      if type != .react { timestamp = try MessageTimestamp.following(latest(post, order, database), now: now) }
    }
    try target.checkOpen(desk: desk, database: database)
    guard let channel = try known ?? target.channel(desk: desk, database: database) else {
      return .draft(
        StoredDraft(
          to: target.peer ?? desk.id, channel: "", peer: target.peer, type: type.text, id: id.text,
          content: request.text, timestamp: timestamp.milliseconds, createdAt: now.seconds))
    }
    let content = type == .delete ? "" : request.text
    var letter = Composer.Letter(
      target: target, channel: channel, type: type, content: content, id: id, timestamp: timestamp, ready: [],
      waiting: [])
    try address(&letter, to: target.recipients(besides: desk.id), desk: desk, database: database)
    return .letter(letter, warnings: [])
  }

  /// Sorts recipients by whether their receive key is known.
  static func address(
    _ letter: inout Composer.Letter, to recipients: [JamiID], desk: AccountDesk, database: AccountDatabase
  ) throws {
    for id in recipients {
      if id == desk.id {
        if let own = try database.keys().inUse(.receive) {
          letter.ready.append((id, try RecipientKey(PublicKey(spki: own.publicKey))))
        }
      } else if let peer = try database.peer(id), let text = peer.receiveKey,
        try letter.target.means(peer, desk: desk, database: database)
      {
        letter.ready.append((id, try RecipientKey(text)))
      } else {
        letter.waiting.append(id)
      }
    }
  }

  private static func letter(
    _ draft: StoredDraft, desk: AccountDesk, database: AccountDatabase
  ) throws -> Composer.Letter? {
    let target: MessageTarget
    if let peer = draft.peer {
      guard try ContactBook(desk, database).state(peer) != .blocked else { return nil }
      target = .direct(peer)
    } else {
      guard let channel = try database.channel(draft.channel) else { return nil }
      // Who was taken out before a key was known gets nothing of what was said meanwhile, but the news of it.
      guard draft.type == MessageType.channel.text || channel.members.contains(where: { $0.id == draft.to }) else {
        _ = try database.write { try $0.remove(draft: draft.number) }
        return nil
      }
      target = .group(channel)
    }
    // One that answers a message goes to the channel of that message.
    guard let channel = try ChannelID(draft.channel) ?? target.channel(desk: desk, database: database),
      let id = MessageID(draft.id),
      let timestamp = MessageTimestamp(milliseconds: draft.timestamp)
    else { return nil }
    var letter = Composer.Letter(
      target: target, channel: channel, type: MessageType(draft.type), content: draft.content, id: id,
      timestamp: timestamp, ready: [], waiting: [])
    try address(&letter, to: [draft.to], desk: desk, database: database)
    return letter.ready.isEmpty ? nil : letter
  }

  private static func find(
    _ request: MessageRequest, _ type: MessageType, desk: AccountDesk, database: AccountDatabase
  ) throws -> StoredMessage {
    guard let about = request.about, about.count >= prefixLength else {
      throw APIError(.badRequest, "about names a message by its id, or by at least \(prefixLength) characters of it")
    }
    var posts = try database.posts(idPrefix: about, limit: 1000)
    if type != .react { posts = posts.filter(\.isOwn) }
    if let to = request.to {
      let key = ConversationKey(try MessageTarget.find(to, desk: desk, database: database))
      posts = posts.filter { ConversationKey($0) == key }
    }
    guard let first = posts.first else { throw notFound(about, isOwn: type != .react) }
    guard posts.allSatisfy({ $0.id == first.id && $0.channel == first.channel }) else {
      throw MessagingError(
        .messageAmbiguous, "several messages have an id that begins with '\(about.prefix(100))'",
        hint: "give more of it")
    }
    return first
  }

  private static func target(of post: StoredMessage, database: AccountDatabase) throws -> MessageTarget {
    if let peer = post.peer { return .direct(peer) }
    guard let channel = try database.channel(post.channel) else {
      throw MessagingError(.channelNotFound, "the group of this message is not known any more")
    }
    return .group(channel)
  }

  /// The latest that its author said about it: what follows has to be later.
  private static func latest(
    _ post: StoredMessage, _ order: MessageOrder, _ database: AccountDatabase
  ) throws -> MessageTimestamp {
    let events =
      try post.peer.map { try database.conversation(peer: $0, limit: InboxBuilder.eventLimit) }
      ?? database.conversation(channel: post.channel, limit: InboxBuilder.eventLimit)
    let times = events.filter { $0.id == post.id && $0.channel == post.channel && $0.author == post.author }
      .compactMap(\.order?.timestamp)
    return times.max() ?? order.timestamp
  }

  private static func notFound(_ about: String, isOwn: Bool = false) -> MessagingError {
    MessagingError(
      .messageNotFound, "there is no message\(isOwn ? " of yours" : "") with the id '\(about.prefix(100))'",
      hint: "`signet inbox --json` shows ids")
  }

  private static func waits(_ ids: [JamiID]) -> String {
    let names = ids.map { String($0.text.prefix(12)) }.joined(separator: ", ")
    return "no card of \(names) was found yet: the message waits until there is one"
  }
}
