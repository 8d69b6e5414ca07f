import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing
import Synchronization

/// The books of all accounts that were asked about. A log is replayed when it has grown or its time has come, and not
/// for every packet.
final class LogBooks: Sendable {
  private struct Kept {
    let book: LogBook?
    let version: Int64
    let from: UnixTime
    let until: UnixTime?
  }

  private let books = Mutex<[AccountFingerprint: Kept]>([:])

  /// Blocks.
  /// - Parameters:
  ///   - account: a first account key; for this account any that it has.
  /// - Returns: nil where no log is known.
  /// - Throws: `StoreError`.
  func book(
    of account: AccountFingerprint, isOwn: Bool, database: AccountDatabase, now: UnixTime
  ) throws -> LogBook? {
    // Other processes write too: what is stored tells.
    let version = try database.logVersion()
    let known = books.withLock { $0[account] }
    if let known, known.version == version, known.from <= now, known.until.map({ now < $0 }) ?? true {
      return known.book
    }
    let log = try isOwn ? database.ownLog() : database.log(of: account)
    let book = log.map { LogBook($0, now: now) }
    let kept = Kept(book: book, version: version, from: now, until: book?.state.nextChange)
    books.withLock { books in
      // Strangers have no log; so their number does not matter, but it must not grow for ever.
      if books.count >= Self.limit { books = [:] }
      books[account] = kept
    }
    return book
  }

  private static let limit = 4096

  /// When a packet that fails for its device's standing alone is to be looked at again: of a device that is not listed
  /// the statement may come after the packet. Nil: it is refused.
  func waiting(_ verdict: PacketVerdict, log: AccountFingerprint?, now: UnixTime) -> UnixTime? {
    guard verdict.findings.failedPolicies == [.activeInLog], let certificate = verdict.certificate,
      let log, let kept = books.withLock({ $0[log] })?.book,
      kept.standing(signing: KeyID(ofSPKI: certificate.publicKey.spki), now: now) == .notListed
    else { return nil }
    return Self.nextLook(at: verdict.message, now: now)
  }

  /// When to look again at what is early: ever more rarely, and after a week no more.
  static func nextLook(at message: MessageObject, now: UnixTime) -> UnixTime? {
    let age = now.seconds - message.timestamp.seconds.seconds
    return age < patience ? now.adding(seconds: max(firstPause, age / 4)) : nil
  }

  /// Seconds until the first look, and for how long there are any.
  private static let firstPause: Int64 = 20
  private static let patience: Int64 = 7 * 86_400
}
