import AccountArchive
import AccountStore
import FoundationEssentials
import GnuTLS
import Identity
import Jasper
import Platform
import Sealing

/// One packet, opened: what is to be thought of it, and what it changes. Calls block.
struct PacketArrival {
  enum Result: Sendable {
    case received
    case refused
    /// Nothing for anybody: not to be opened, here before, from somebody who is blocked, of a type that is not known.
    case ignored
    /// The account's keys are others, or what its log says of them is.
    case keysChanged
  }

  /// Messages that are kept of one stranger.
  static let ofStranger = 100
  /// Messages of strangers that are kept of one day. Deliberate: of a day, not of all time. A few throw-away accounts
  /// could else shut every stranger out for good.
  static let ofStrangersADay = 200
  /// Entries that are kept of one contact.
  static let ofContact = 200_000

  /// Counts the strangers' messages of a day.
  static func strangersName(on day: UnixTime) -> String { "messages.ofStrangers.\(day.seconds / 86_400)" }

  let desk: AccountDesk
  let database: AccountDatabase
  let packet: Packet
  /// What it is remembered by.
  let name: String
  let now: UnixTime
  /// What keys for this device are sealed to.
  var wraps: [ReceiveKey] = []
  /// Whether this device was thrown out: only the account's log is of any meaning to it.
  var isOut = false

  init(desk: AccountDesk, database: AccountDatabase, packet: Packet, now: UnixTime) {
    self.desk = desk
    self.database = database
    self.packet = packet
    name = packet.id.text
    self.now = now
  }

  /// - Parameter opened: nil when it cannot be opened.
  /// - Throws: `StoreError`.
  func take(_ opened: OpenedPacket?) throws -> Result {
    guard let opened else { return try ignore() }
    let sender = opened.unverifiedMessage.sender
    let author = try desk.author(of: sender, database: database, now: now)
    let standing: ArchiveContact.State? =
      author.isOwn ? .active : try ContactBook(desk, database).state(author.id)
    if standing == .blocked { return try ignore() }
    if let conflict = AccountDesk.pinConflict(author) { return try refuse(author.id, [conflict]) }
    let verdict = try desk.judge(opened, by: author, database: database, now: now)
    switch verdict.disposition {
    case .refused:
      if let until = desk.books.waiting(verdict, log: author.log, now: now) { return try hold(until, author) }
      return try refuse(author.id, verdict.failures.map(\.description))
    case .replayed: return try ignore()
    case .heldBack(let until): return try hold(until, author)
    case .accepted, .duplicate:
      if isOut, verdict.message.type != .log { return try ignore() }
      switch verdict.message.type {
      case .message, .edit, .delete, .react:
        return try store(verdict, opened, author, isContact: standing == .active)
      case .channel:
        let intake = ChannelIntake(desk: desk, database: database, now: now)
        switch try intake.take(verdict, by: author, isContact: standing == .active, name: name) {
        case .taken(let result): return result
        case .refused(let reason): return try refuse(author.id, [reason])
        }
      case .log: return try takeLog(verdict, author, isContact: standing == .active)
      case .keys: return try takeKeys(verdict, author)
      // The devices' own packets come with the next versions; others are strangers' business.
      case .sync, .other: return try ignore()
      }
    }
  }

  private func takeLog(_ verdict: PacketVerdict, _ author: KnownAuthor, isContact: Bool) throws -> Result {
    var (author, isContact) = (author, isContact)
    let intake = LogIntake(desk: desk, database: database, now: now)
    // A log tells itself of the account key that follows, and comes under that one.
    if case .stranger = author.standing, let known = try intake.successor(verdict) {
      author = known
      isContact = try author.isOwn || ContactBook(desk, database).state(author.id) == .active
    }
    if isOut, !author.isOwn { return try ignore() }
    // Whoever is added by two people at once hears of the other's log before it has added the other.
    if !isContact, let until = LogBooks.nextLook(at: verdict.message, now: now) { return try hold(until, author) }
    switch try intake.take(verdict, by: author, isContact: isContact, name: name) {
    // It may say that this device is out: then its keys sign nothing any more.
    case .taken(.received) where author.isOwn: return .keysChanged
    case .taken(let result): return result
    case .early(let until, let result):
      _ = try hold(until, author)
      return result == .received ? .keysChanged : result
    case .refused(let reason): return try refuse(author.id, [reason])
    }
  }

  /// Only of this account's own devices; to everybody else the type says nothing.
  private func takeKeys(_ verdict: PacketVerdict, _ author: KnownAuthor) throws -> Result {
    guard !wraps.isEmpty else { return try ignore() }
    guard author.isOwn else {
      // Under an account key that this device has not heard of yet: the log that names it may be on its way.
      guard case .stranger = author.standing, KeyIntake.isForThisDevice(verdict.message.content, wraps),
        let until = LogBooks.nextLook(at: verdict.message, now: now)
      else { return try ignore() }
      return try hold(until, author)
    }
    let intake = KeyIntake(desk: desk, database: database, wraps: wraps, now: now)
    switch try intake.take(verdict.message.content) {
    case .known: return try ignore()
    case .early: return try hold(now.adding(seconds: Self.keysPause), author)
    case .refused(let reason): return try refuse(desk.id, [reason])
    case .taken:
      try database.write { try $0.markSeen(hash: name, at: now) }
      return .keysChanged
    }
  }

  /// Seconds until keys that the log does not name yet are looked at again.
  private static let keysPause: Int64 = 20

  private func store(
    _ verdict: PacketVerdict, _ opened: OpenedPacket, _ author: KnownAuthor, isContact: Bool
  ) throws -> Result {
    guard verdict.event != nil else { return try ignore() }
    let message = verdict.message
    let isMember = try isInGroup(message, author)
    let count = try database.messageCount(of: author.account)
    if !isContact && !isMember {
      let all = try database.counter(Self.strangersName(on: now))
      guard count < Self.ofStranger, all < Int64(Self.ofStrangersADay) else {
        return try refuse(author.id, ["there are too many messages of strangers already"])
      }
    } else if count >= Self.ofContact {
      return try refuse(author.id, ["there are \(Self.ofContact) messages of this account already"])
    }
    let place = try place(message, author)
    let record = StoredMessage(
      author: author.account, authorID: author.id, channel: place.channel.text, peer: place.peer,
      type: message.type.text, id: message.id.text, content: message.content,
      timestamp: message.timestamp.milliseconds, jti: verdict.number.bytes, receivedAt: now, hash: opened.hash.text,
      isOwn: author.isOwn, notes: Self.notes(verdict), revocationAge: verdict.revocationAge)
    let contact = isContact && !author.isOwn ? try confirmed(author.id) : nil
    let known =
      isContact && !author.isOwn
      ? knowing(verdict, author, author.peer ?? ContactBook.newPeer(author.id, at: now)) : nil
    try database.write { writer in
      _ = try writer.add(record)
      if let contact { try writer.save([contact]) }
      if let known { try writer.save(known) }
      if !isContact && !isMember { _ = try writer.count(Self.strangersName(on: now), by: 1) }
      try writer.markSeen(hash: name, at: now)
    }
    return .received
  }

  /// Where it belongs: the channel of two accounts has a name of both, so each account key that either has had gives
  /// another one; here they are one. Whose conversation it is; nil for a group's.
  private func place(_ message: MessageObject, _ author: KnownAuthor) throws -> (channel: ChannelID, peer: JamiID?) {
    if try database.channel(message.channel.text) != nil { return (message.channel, nil) }
    let own = try desk.ownAuthor(database, now: now)
    guard author.isOwn else {
      let isDirect = Self.isDirect(message.channel, own.keys, author.keys)
      return (isDirect ? DirectChannel.id(desk.account, author.account) : message.channel, author.id)
    }
    if Self.isDirect(message.channel, own.keys, own.keys) {
      return (DirectChannel.id(desk.account, desk.account), desk.id)
    }
    // Of another device of this account: the channel says with whom.
    for peer in try database.peers() {
      guard let other = try desk.author(of: peer, database: database, now: now),
        Self.isDirect(message.channel, own.keys, other.keys)
      else { continue }
      return (DirectChannel.id(desk.account, other.account), other.id)
    }
    return (message.channel, desk.id)
  }

  private static func isDirect(
    _ channel: ChannelID, _ some: [AccountFingerprint], _ others: [AccountFingerprint]
  ) -> Bool {
    some.contains { one in others.contains { DirectChannel.id(one, $0) == channel } }
  }

  private func isInGroup(_ message: MessageObject, _ author: KnownAuthor) throws -> Bool {
    try database.channel(message.channel.text)?.members.contains { author.keys.contains($0.account) } ?? false
  }

  /// Whoever writes to us has accepted us too, as Jami counts it.
  private func confirmed(_ id: JamiID) throws -> ArchiveContact? {
    guard var contact = try ContactBook(desk, database).contact(id), !contact.confirmed else { return nil }
    contact.confirmed = true
    return contact
  }

  /// First sight pins the account; the certificate is kept for packets that only name it.
  private func knowing(_ verdict: PacketVerdict, _ author: KnownAuthor, _ peer: StoredPeer) -> StoredPeer? {
    var known = peer
    known.pin = peer.pin ?? verdict.author
    if author.standing == .lineage(.present) || peer.pin == nil { known.accountKey = verdict.message.sender.spki }
    if let der = verdict.certificate?.der, !known.certificates.contains(der) { known.certificates.append(der) }
    return known == peer ? nil : known
  }

  private static func notes(_ verdict: PacketVerdict) -> [String] {
    (verdict.findings.notChecked + verdict.findings.warnings).map(\.description)
  }

  private func hold(_ until: UnixTime, _ author: KnownAuthor) throws -> Result {
    let held = HeldPacket(
      hash: name, packet: packet.json, until: until, author: author.account, receivedAt: now)
    let isKept = try database.write { writer in
      let isKept = try writer.hold(held)
      try writer.markSeen(hash: held.hash, at: now)
      return isKept
    }
    return isKept
      ? .ignored : try refuse(author.id, ["it is ahead of its time, and too many such packets wait already"])
  }

  private func ignore() throws -> Result {
    try database.write { try $0.markSeen(hash: name, at: now) }
    return .ignored
  }

  private func refuse(_ id: JamiID, _ failures: [String]) throws -> Result {
    try database.write { writer in
      try writer.add(RefusedPacket(hash: packet.hash.text, at: now, claimed: id, failures: failures))
      try writer.markSeen(hash: name, at: now)
    }
    return .refused
  }
}
