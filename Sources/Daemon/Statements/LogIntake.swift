import AccountStore
import GnuTLS
import Identity
import Logging
import Platform
import Sealing

/// Takes in statements of a log that an account's own device sent: of this account, or of a contact. Calls block.
struct LogIntake {
  let desk: AccountDesk
  let database: AccountDatabase
  let now: UnixTime

  enum Outcome: Sendable {
    case taken(PacketArrival.Result)
    /// Some of it waits until then for more of the log; the rest is taken.
    case early(until: UnixTime, PacketArrival.Result)
    /// It is not to be believed, and why.
    case refused(String)
  }

  /// Whose log a stranger brings, where that log itself says that the stranger's key is an account key of it, or wants to
  /// be. Who that is then is for the log's rules to say.
  /// - Throws: `StoreError`.
  func successor(_ verdict: PacketVerdict) throws -> KnownAuthor? {
    guard let message = LogMessage(content: verdict.message.content) else { return nil }
    let isOwn = message.account == desk.account
    guard var log = try isOwn ? database.ownLog() : database.log(of: message.account), log.genesis == message.genesis
    else { return nil }
    // Its signatures are checked: what is not true of it is not in it.
    _ = log.receive(message.entries, keys: message.keys, checker: StatementSignatures(), now: now)
    let state = log.state(at: now)
    let isNamed =
      state.accounts.contains(verdict.author) || state.successions.contains { $0.new == verdict.author }
    guard isNamed else { return nil }
    if isOwn { return try desk.ownAuthor(database, now: now) }
    for peer in try database.peers() {
      if let known = try desk.author(of: peer, database: database, now: now), known.log == log.account { return known }
    }
    return nil
  }

  /// - Throws: `StoreError`.
  func take(_ verdict: PacketVerdict, by author: KnownAuthor, isContact: Bool, name: String) throws -> Outcome {
    let (isOwn, peer) = (author.isOwn, author.peer)
    guard isOwn || isContact else { return .refused("statements of a log by somebody who is no contact") }
    guard let message = LogMessage(content: verdict.message.content) else {
      return .refused("statements of a log that are none")
    }
    var log: AccountLog
    if let known = try isOwn ? database.ownLog() : author.log.flatMap({ try database.log(of: $0) }) {
      log = known
    } else {
      // This account's own log is begun with its keys, never by what somebody sends.
      guard !isOwn, try isLog(message, of: author) else { return .refused("statements of an unknown log") }
      log = AccountLog(account: message.account, genesis: message.genesis)
    }
    let pinned = isOwn ? nil : peer?.genesis.flatMap { StatementHash(bytes: $0) }
    guard message.account == log.account, message.genesis == log.genesis, pinned ?? log.genesis == log.genesis else {
      return try conflict(message, peer: peer, isOwn: isOwn, name: name)
    }
    let before = log
    let failures = log.receive(message.entries, keys: message.keys, checker: StatementSignatures(), now: now)
    let refused = failures.filter { $0.policies != [.signerKnown] }
    if !refused.isEmpty {
      desk.logger.info(
        "statements of a log are refused",
        metadata: ["account": "\(verdict.author)", "why": "\(refused.prefix(4))"])
    }
    let intake = SiblingIntake(database: database, now: now)
    var news: (told: [Certificate], update: SiblingUpdate)?
    if isOwn && !message.news.isEmpty {
      guard let told = SiblingIntake.certificates(of: message.news) else { return .refused(Self.foreign) }
      let update = try intake.update(told, message.news.notes, log)
      guard update.refused == 0 else { return .refused(Self.foreign) }
      news = (told, update)
    }
    var isNews = false
    // First: what marks the packet as seen comes last, and the same certificates twice are no harm.
    if let (told, update) = news {
      let state = log.state(at: now)
      let sender = verdict.certificate.flatMap { state.device(signing: KeyID(ofSPKI: $0.publicKey.spki)) }
      let kit = try intake.kit(message.news, by: sender, state)
      try intake.keep(update, kit, held: sender.flatMap { HeldCertificates(of: $0, told) }, chain: message.news.chain)
      isNews = !update.isEmpty || kit != nil
    }
    if log != before {
      try save(log, before, author, name: name)
    } else {
      try database.write { try $0.markSeen(hash: name, at: now) }
    }
    let result = log != before || isNews ? PacketArrival.Result.received : .ignored
    if news?.update.isEarly == true, let until = LogBooks.nextLook(at: verdict.message, now: now) {
      return .early(until: until, result)
    }
    return .taken(result)
  }

  private static let foreign = "certificates that are no word of this account"

  /// Whether a log that was never seen is this author's: it begins with the author's key, or comes to it. One that is kept
  /// is its account's, and nobody else's.
  private func isLog(_ message: LogMessage, of author: KnownAuthor) throws -> Bool {
    if author.keys.contains(message.account) { return true }
    guard try database.log(of: message.account) == nil else { return false }
    var log = AccountLog(account: message.account, genesis: message.genesis)
    _ = log.receive(message.entries, keys: message.keys, checker: StatementSignatures(), now: now)
    let state = log.state(at: now)
    return author.keys.contains { AccountLineage(pinned: $0, state).isNamed }
  }

  private func save(_ log: AccountLog, _ before: AccountLog, _ author: KnownAuthor, name: String) throws {
    let (old, new) = (before.state(at: now), log.state(at: now))
    let events = LogChanges(old, new).events(contact: author.isOwn ? nil : author.id, at: now)
    var known = author.peer
    if known?.genesis == nil { known?.genesis = log.genesis.bytes } else { known = nil }
    let pinned = known
    try database.write { writer in
      try writer.save(log, isOwn: author.isOwn, now: now)
      if let pinned { try writer.save(pinned) }
      for event in events { try writer.append(event) }
      try writer.markSeen(hash: name, at: now)
    }
    guard !author.isOwn else { return }
    // Not in the same transaction: the upkeep looks again, whatever becomes of these. And of this contact alone: a packet
    // must not have every contact's log replayed.
    try SuccessionNotice(desk: desk, database: database, now: now).look(only: author.id)
    _ = try ContactKeys(desk: desk, database: database, now: now).follow(only: author.id)
  }

  /// Another log than the pinned one: shown, never followed.
  private func conflict(_ message: LogMessage, peer: StoredPeer?, isOwn: Bool, name: String) throws -> Outcome {
    if !isOwn, var peer, peer.otherGenesis == nil {
      peer.otherGenesis = message.genesis.bytes
      let saved = peer
      try database.write { writer in
        try writer.save(saved)
        try writer.append(
          AccountEvent(
            at: now, kind: .contactConflict,
            text: "a second log was seen under the account \(saved.id) and is not followed",
            details: ["contact": saved.id.text]))
      }
    }
    return .refused("statements of another log than the one that is followed")
  }
}
