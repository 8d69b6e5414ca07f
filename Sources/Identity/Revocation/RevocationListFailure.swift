/// A reason for which a revocation list is not believed.
public enum RevocationListFailure: String, Sendable, Codable, CaseIterable {
  /// The account key did not sign it. Whoever did, a device for instance, cannot revoke.
  case notSignedByAccount
  /// The account certificate is not allowed to sign revocation lists (key usage without cRLSign).
  case accountMayNotRevoke
  /// The certificate it was held against is not the account's.
  case otherAccount
}
