import GnuTLS

/// The account key itself signed the device certificate.
public struct SignedByAccountPolicy: DevicePolicy {
  public init() {}

  public func check(_ evidence: DeviceEvidence) -> FailedPolicy? {
    guard let device = evidence.chain.first else { return nil }
    guard !device.isSigned(by: evidence.account.publicKey) else { return nil }
    return FailedPolicy(.signedByAccount, "the account did not sign the device certificate")
  }
}
