import GnuTLS
import Identity

/// No key involved is revoked, under whatever serial number it comes: the signing key, the account's, those of the
/// certificates between and above.
public struct NotRevokedByKeyPolicy: SignerPolicy {
  public let policy = Policy.notRevokedByKey
  public init() {}

  public func check(_ evidence: SignerEvidence) -> PolicyOutcome {
    guard !evidence.chain.isEmpty else { return .noCertificate }
    let keys = evidence.chain.map(\.publicKey) + [evidence.account]
    return keys.contains { evidence.context.revocations.revokes(key: DeviceID(of: $0)) }
      ? .failed("the device's key is revoked") : .met
  }
}
