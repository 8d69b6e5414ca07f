import GnuTLS
import Platform

/// Decides whether a device belongs to an account, now.
///
/// Deliberate: GnuTLS's own chain verification is not used. It drops expired and future-dated revocation lists, keeps
/// one list an issuer, and knows revocation by serial number only (see `RevocationSet`).
public enum DeviceVerifier {
  /// Every rule; all of them are asked, always.
  public static let policies: [any DevicePolicy] = [
    ChainShapePolicy(), SignedByAccountPolicy(), DeviceInDatePolicy(), AccountInDatePolicy(),
    NotRevokedBySerialPolicy(), NotRevokedByKeyPolicy(),
  ]

  /// The rules that the device does not meet; empty when it is a device of the account.
  public static func verify(_ evidence: DeviceEvidence) -> [FailedPolicy] {
    // Revocations of another account say nothing about this one, and "nobody revoked" must not come of it.
    guard evidence.revocations.account == AccountFingerprint(of: evidence.account.publicKey) else {
      return [FailedPolicy(.chainShape, "the revocations at hand are another account's")]
    }
    return policies.compactMap { $0.check(evidence) }
  }

  /// The same from its parts.
  /// - Parameters:
  ///   - chain: device, account, and perhaps the authority, as presented.
  ///   - account: the account certificate that we hold.
  public static func verify(
    chain: [Certificate], account: Certificate, revocations: RevocationSet, now: UnixTime
  ) -> [FailedPolicy] {
    verify(DeviceEvidence(chain: chain, account: account, revocations: revocations, now: now))
  }
}
