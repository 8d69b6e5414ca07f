import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform
import Recovery

/// The recovery key that an account goes by.
struct RecoveryKeys {
  private let database: AccountDatabase
  private let now: UnixTime

  init(_ database: AccountDatabase, now: UnixTime) {
    self.database = database
    self.now = now
  }

  /// Nil where the account has none, as one that came from Jami.
  var known: KeyID? {
    get throws { try database.ownLog()?.state(at: now).recoveryKey ?? database.recoveryKit()?.recoveryKey }
  }

  /// The account's log with the statement that it has this recovery key, for one whose genesis has none.
  /// - Parameter archive: has the account key.
  /// - Throws: `MessagingError.keysPending`; `StoreError`, `IdentityError`, `GnuTLSError`.
  func naming(_ key: Ed25519PublicKey, archive: Archive, vault: KeyVault) throws -> AccountLog {
    guard var log = try database.ownLog(), let row = try database.keys().inUse(.signing) else { throw Self.pending }
    let device = try database.account().deviceID
    let maker = StatementMaker(
      log: log, author: .device(device, try PrivateKey(serialised: try vault.open(row)), .pss),
      account: archive.accountKey)
    let entry = try maker.make(.recoveryKey(KeyID(ofSPKI: key.spki)))
    let failures = log.receive([entry], keys: maker.keys + [key.spki], checker: StatementSignatures(), now: now)
    guard failures.isEmpty else {
      throw IdentityError(
        .statementMalformed, "a statement that was just signed is refused: \(failures.map(\.description).joined())")
    }
    return log
  }

  /// The genesis of an account names its recovery key, so it comes first.
  static var pending: MessagingError {
    MessagingError(
      .keysPending, "the account's keys are still to be made, and its recovery key is named together with them",
      hint: "make them with `signet key make`")
  }

  static var wrong: RecoveryError {
    RecoveryError(
      .recoveryKeyWrong, "the words are good, and hold another recovery key than this account's",
      hint: "they may be of another account, or of a kit that was replaced after a rotation")
  }
}
