import GnuTLS

/// Makes the next statement of one author on top of all that a log knows, and signs it.
///
///     let maker = StatementMaker(log: log, author: .device(id, key, .pss), account: accountKey)
///     let entry = try maker.make(.deviceRevoked(revoked))
///     log.receive([entry], keys: maker.keys, checker: StatementSignatures(), now: now)
public struct StatementMaker: Sendable {
  public enum Author: Sendable {
    /// With its signing key, and how that signs.
    case device(DeviceID, PrivateKey, DeviceKeys.Signing)
    /// Whoever holds the account key, on a machine that is no device of the account.
    case account
    /// Whoever holds the recovery key.
    case recovery

    var named: StatementAuthor {
      switch self {
      case .device(let device, _, _): .device(device)
      case .account: .account
      case .recovery: .recovery
      }
    }
  }

  private let log: AccountLog
  private let author: Author
  private let account: PrivateKey?
  private let recovery: Ed25519PrivateKey?
  private let fingerprint: AccountFingerprint

  /// - Parameters:
  ///   - log: what the author knows.
  ///   - account: where it is held: it then signs every statement.
  ///   - recovery: where it is held: it then signs every statement.
  ///   - fingerprint: the account key that the statements are made under, where `account` is not held and that is not
  ///     the log's first one (`LogState.account`).
  public init(
    log: AccountLog, author: Author, account: PrivateKey?, recovery: Ed25519PrivateKey? = nil,
    under fingerprint: AccountFingerprint? = nil
  ) {
    self.log = log
    self.author = author
    self.account = account
    self.recovery = recovery
    self.fingerprint = account.map { AccountFingerprint(of: $0.publicKey) } ?? fingerprint ?? log.account
  }

  /// DER SPKIs of the keys that sign here, but a successor's.
  public var keys: [[UInt8]] {
    var keys = [account?.publicKey.spki, recovery?.publicKey.spki].compactMap { $0 }
    if case .device(_, let signing, _) = author { keys.append(signing.publicKey.spki) }
    return keys
  }

  /// The author's next statement: its next number, the statement before, and all heads of the log.
  /// - Parameter successor: the account key that a succession names.
  /// - Throws: `IdentityError.statementMalformed` for a content that does not fit, for one that nobody signs, and for a
  ///   log of which entries are missing that the author wrote; `GnuTLSError` as `PrivateKey.sign`.
  public func make(_ content: StatementContent, successor: PrivateKey? = nil) throws -> SignedStatement {
    let place = try log.nextPlace(of: author.named)
    // Deliberate: of too many heads the first ones; the statement after it names the others.
    let statement = try Statement(
      account: fingerprint, author: author.named, number: place.number, predecessor: place.predecessor,
      heads: log.heads.prefix(LogLimits.heads), content: content)
    return try sign(statement, successor: successor)
  }

  /// A statement with the signatures of all keys that are held.
  /// - Throws: as `make`.
  public func sign(_ statement: Statement, successor: PrivateKey? = nil) throws -> SignedStatement {
    var signatures: [StatementSignature] = []
    if let account { signatures.append(try account.sign(statement, as: .account)) }
    if case .device(_, let signing, let algorithm) = author {
      signatures.append(try signing.sign(statement, as: .device, with: algorithm))
    }
    if let recovery { signatures.append(try recovery.sign(statement)) }
    if let successor { signatures.append(try successor.sign(statement, as: .successor)) }
    return try SignedStatement(statement, signatures: signatures)
  }
}

extension AccountLog {
  /// Where an author's next statement stands: number 0 for one without numbers.
  /// - Throws: `IdentityError.statementMalformed` when statements of the author are missing: a number that was given
  ///   away already would be a fork.
  func nextPlace(of author: StatementAuthor) throws(IdentityError) -> (number: UInt64, predecessor: StatementHash?) {
    guard author.device != nil else { return (number: 0, predecessor: nil) }
    let own = entries.values.map(\.statement).filter { $0.author == author }
    guard let last = own.max(by: { ($0.number, $0.id) < ($1.number, $1.id) }) else { return (1, nil) }
    let isWaiting = waiting.contains { $0.statement.author == author && $0.statement.number > last.number }
    guard Set(own.map(\.number)).count == Int(clamping: last.number), !isWaiting, isComplete else {
      throw .malformedStatement("entries are missing, and its number may have been given away already")
    }
    return (last.number + 1, last.id)
  }

  /// Whether everything is there that an entry stands on.
  var isComplete: Bool { entries.values.allSatisfy { $0.statement.parents.allSatisfy { entries[$0] != nil } } }
}
