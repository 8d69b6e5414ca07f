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
    let device = chain[0]
    let account = chain[1]
    guard account.publicKey.spki == evidence.account.publicKey.spki else {
      return "the certificate above the device's is not the account's"
    }
    guard Set(chain.map(\.publicKey.spki)).count == chain.count else { return "two certificates share one key" }
    guard !chain.contains(where: \.hasUnknownCriticalExtension) else {
      return "a certificate has a critical extension that is not understood"
    }
    guard device.issuer == account.subject else { return "the device certificate names another issuer" }
    if let problem = authorityProblem(of: account, "account") { return problem }
    guard let authority = chain.dropFirst(2).first else { return nil }
    guard account.issuer == authority.subject else { return "the account certificate names another authority" }
    guard account.isSigned(by: authority.publicKey) else { return "the authority did not sign the account certificate" }
    return authorityProblem(of: authority, "authority")
  }

  private func authorityProblem(of certificate: Certificate, _ name: String) -> String? {
    guard certificate.isAuthority else { return "the \(name) certificate may not issue others (no CA:TRUE)" }
    if let usage = certificate.keyUsage, !usage.contains(.certificateSigning) {
      return "the \(name) certificate may not issue others (no keyCertSign)"
    }
    return nil
  }
}
