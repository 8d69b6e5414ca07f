import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Jasper
import Platform
import Sealing

/// Sees to it that contacts and the account's other devices have its log: whoever lacks something of it gets a packet.
struct LogKeeper: Sendable {
  /// Relays forget a packet after seven days; a device that was off for longer gets the log again when it grows.
  private static let sentPrefix = "log.sent."

  let desk: AccountDesk

  struct Recipient: Sendable {
    /// What is remembered of it.
    let name: String
    /// Nil for an own device.
    let id: JamiID?
    let key: RecipientKey
  }

  /// Who lacks the same, with that.
  struct Errand: Sendable {
    var recipients: [Recipient]
    let contents: [String]
    /// What is remembered once it is sent: under this and the recipient's name, the mark.
    let prefix: String
    let mark: String
  }

  /// Puts what is due into the outbox.
  /// - Returns: whether there was anything.
  /// - Throws: `MessagingError.agentLocked`, `keysPending`; `StoreError`, `SealingError`, `JOSEError`.
  func post(now: MessageTimestamp = .now()) async throws -> Bool {
    let desk = desk
    let errands = try await desk.withDatabase { try Self.errands(desk, $0, now: now.seconds) }
    guard !errands.isEmpty else { return false }
    let ring = try await desk.agent.keys()
    for errand in errands {
      for start in stride(from: 0, to: errand.recipients.count, by: SealingLimits.recipients) {
        let part = Array(errand.recipients[start...].prefix(SealingLimits.recipients))
        let entries = try await CPUWork.run { try Self.seal(errand.contents, to: part, desk, ring, now: now) }
        try await desk.withDatabase { database in
          try database.write { writer in
            try writer.enqueue(entries)
            for recipient in part { try writer.set(errand.prefix + recipient.name, errand.mark) }
          }
        }
        await desk.agent.countSigned(Int64(errand.contents.count))
      }
    }
    return true
  }

  private static func seal(
    _ contents: [String], to recipients: [Recipient], _ desk: AccountDesk, _ ring: KeyRing, now: MessageTimestamp
  ) throws -> [OutboxEntry] {
    // The account's channel with itself: the statements are the same for all.
    let channel = DirectChannel.id(desk.account, desk.account)
    return try contents.flatMap { content in
      let object = try MessageObject(
        sender: ring.account, channel: channel, type: .log, content: content, id: FreshName.message(), timestamp: now)
      let signed = try Sealer(key: ring.signing()).sign(object, for: recipients.map(\.key))
      return try recipients.indices.map { index in
        let packet = try signed.packet(at: index)
        return OutboxEntry(
          packetHash: packet.hash.text, packet: packet.json, recipient: packet.recipient, to: recipients[index].id,
          kind: .payload, jti: signed.number.bytes, createdAt: now.seconds, notBefore: now.seconds,
          expiresAt: now.seconds.adding(seconds: Composer.lifeSeconds))
      }
    }
  }

  private static func errands(_ desk: AccountDesk, _ database: AccountDatabase, now: UnixTime) throws -> [Errand] {
    guard let book = try desk.books.book(of: desk.account, isOwn: true, database: database, now: now) else { return [] }
    let mark = LogMark(book)
    var groups: [String: Errand] = [:]
    let recipients = try recipients(desk, database, book)
    for (recipient, isOwn) in recipients {
      let before = try database.setting(sentPrefix + recipient.name) ?? ""
      guard before != mark.text else { continue }
      let group = (isOwn ? "own " : "contact ") + before
      if groups[group] == nil {
        let lacking = book.log.entries(beyond: LogMark.heads(before))
        // An entry that was completed is no new one: then it is all sent again.
        let entries = lacking.isEmpty ? book.log.entries(beyond: []) : lacking
        let contents = LogMessage.pack(book.log, entries) { book.log.keys(of: $0, isComplete: isOwn) }.map(\.content)
        groups[group] = Errand(recipients: [], contents: contents, prefix: sentPrefix, mark: mark.text)
      }
      groups[group]?.recipients.append(recipient)
    }
    return groups.sorted { $0.key < $1.key }.map(\.value)
      + (try news(database, book, to: recipients.filter(\.isOwn).map(\.0), now: now))
  }

  /// Contacts by their receive key, own devices by their wrap keys: what is shared may just be changing. One that was
  /// thrown out is told so.
  private static func recipients(
    _ desk: AccountDesk, _ database: AccountDatabase, _ book: LogBook
  ) throws -> [(Recipient, isOwn: Bool)] {
    let contacts = try database.contacts().filter { $0.state == .active }
    let active = Dictionary(contacts.map { ($0.id, $0.confirmed) }) { first, _ in first }
    var all: [(Recipient, isOwn: Bool)] = []
    for peer in try database.peers() where peer.id != desk.id {
      guard let isConfirmed = active[peer.id.text], let text = peer.receiveKey else { continue }
      // Once it has written to us it has added us, and takes in what it may have refused before.
      let name = peer.id.text + (isConfirmed ? "" : ".unconfirmed")
      all.append((Recipient(name: name, id: peer.id, key: try desk.agent.recipients.key(text)), false))
    }
    let this = try database.account().deviceID
    for device in book.state.devices where device.id != this && device.standing != .superseded {
      guard let spki = book.log.keys[device.keys.wrap] else { continue }
      let key = try RecipientKey(PublicKey(spki: spki))
      all.append((Recipient(name: device.id.text, id: nil, key: key), true))
    }
    return all
  }
}
