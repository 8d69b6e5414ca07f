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
    get throws { try database.recoveryKit()?.recoveryKey }
  }

  static var wrong: RecoveryError {
    RecoveryError(
      .recoveryKeyWrong, "the words are good, and hold another recovery key than this account's",
      hint: "they may be of another account, or of a kit that was replaced after a rotation")
  }
}
