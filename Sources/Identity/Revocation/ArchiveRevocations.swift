import AccountArchive
import GnuTLS
import Platform

extension Archive {
  /// The revocations of the archive's own list. A list that is here counts from the moment the archive is opened.
  /// - Parameter known: device certificates, so that revoked serial numbers find their keys.
  /// - Throws: `IdentityError.revocationListUnverified`.
  public func revocations(known: [Certificate] = []) throws(IdentityError) -> RevocationSet {
    var set = RevocationSet(account: AccountFingerprint(of: account.publicKey))
    guard let list = revocationList else { return set }
    let failures = set.apply(list, account: account, known: known)
    guard failures.isEmpty else {
      throw IdentityError(
        .revocationListUnverified,
        "the archive's revocation list does not verify: \(failures.map(\.rawValue).joined(separator: ", "))")
    }
    return set
  }
}
