import Identity

/// Decides whether a device of the account signed something, now. What it signed is the business of `PacketVerifier`
/// and `CardVerifier`, which ask this first.
enum SignerVerifier {
  /// - Parameter freshness: how old the revocation data may be.
  static func findings(_ evidence: SignerEvidence, freshness: RevocationsFreshPolicy) -> PolicyFindings {
    var findings = PolicyFindings()
    // Revocations of another account say nothing about this one, and "nobody revoked" must not come of it.
    guard evidence.context.revocations.account == AccountFingerprint(of: evidence.account) else {
      findings.add(.failed("the revocations at hand are another account's"), of: .notRevokedByKey)
      return findings
    }
    for policy in policies(freshness) { findings.add(policy.check(evidence), of: policy.policy) }
    return findings
  }

  /// Every rule; all of them are asked, always.
  static func policies(_ freshness: RevocationsFreshPolicy) -> [any SignerPolicy] {
    [
      PurposePolicy(), SigningCertificatePolicy(), AlgorithmPolicy(), SignaturePolicy(), SignedByAccountPolicy(),
      CertificateInDatePolicy(), NotRevokedByKeyPolicy(), NotRevokedBySerialPolicy(), ActiveInLogPolicy(), freshness,
    ]
  }
}
