import GnuTLS

/// The chain is device, account[, authority]; each is named and signed by the next, and nobody is two of them.
public struct ChainShapePolicy: DevicePolicy {
  public init() {}

  public func check(_ evidence: DeviceEvidence) -> FailedPolicy? {
    problem(evidence).map { FailedPolicy(.chainShape, $0) }
  }

  private func problem(_ evidence: DeviceEvidence) -> String? {
    let chain = evidence.chain
    guard chain.count == 2 || chain.count == 3 else {
      return "the chain has \(chain.count) certificates instead of device, account and authority"
    }
    let account = chain[1]
    guard account.publicKey.spki == evidence.account.publicKey.spki else {
      return "the certificate above the device's is not the account's"
    }
    guard Set(chain.map(\.publicKey.spki)).count == chain.count else { return "two certificates share one key" }
    let path = PathEvidence(path: chain, titles: ["device", "account", "authority"], now: evidence.now)
    for policy in PathVerifier.form {
      if let failure = policy.check(path) { return failure.reason }
    }
    // Who signed the device certificate is for `SignedByAccountPolicy`.
    guard let authority = chain.dropFirst(2).first, !account.isSigned(by: authority.publicKey) else { return nil }
    return "the authority did not sign the account certificate"
  }
}
