/// A reason for which a revocation list is not believed.
public enum RevocationListFailure: String, Sendable, Codable, CaseIterable {
  /// The account key did not sign it. Whoever did, a device for instance, cannot revoke.
  case notSignedByAccount
  /// The account certificate is not allowed to sign revocation lists (key usage without cRLSign).
  case accountMayNotRevoke
  /// The certificate it was held against is not the account's.
  case otherAccount
  /// It names another issuer than the account.
  case otherIssuer
  /// It has a critical extension that is not understood, so its entries may mean something else than they say.
  case unknownCriticalExtension
  /// It is not the account's whole list: a delta list, one with a scope, or one with entries of other issuers.
  case partialList
}
