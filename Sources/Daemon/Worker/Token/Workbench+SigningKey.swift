import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

extension Workbench {
  /// The signing key of this device, for work that needs the archive as well: from the database, or on its token by the
  /// keeper that signs for the account already.
  /// - Throws: `StoreError.keyDamaged`; `GnuTLSError.tokenPINNeeded` where no keeper has the PIN; `MessagingError.keysPending`.
  func signingKey(_ folder: AccountFolder, _ database: AccountDatabase) throws -> PrivateKey {
    guard let row = try database.keys().inUse(.signing) else {
      throw MessagingError(
        .keysPending, "the key that signs for this device is not made yet", hint: "`signet key make` makes it")
    }
    guard let place = row.token else {
      return try PrivateKey(serialised: KeyVault(dataKey: try data.dataKey(), account: folder.id).open(row))
    }
    if case .failed(let report) = channel.token(.borrow(account: folder.id.text)) { throw report }
    return try PrivateKey(try PublicKey(spki: row.publicKey), signer: WorkerToken(bench: self, url: place.url))
  }
}
