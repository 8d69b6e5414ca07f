import GnuTLS
import Platform

/// All that a decision about a device may look at.
public struct DeviceEvidence: Sendable {
  /// As presented: device, account, and perhaps the authority.
  public let chain: [Certificate]
  /// The account certificate that *we* hold, not the one presented: an old chain is still good under a renewed
  /// account certificate, because the key is the same.
  public let account: Certificate
  public let revocations: RevocationSet
  /// The verifier's own clock.
  public let now: UnixTime

  public init(chain: [Certificate], account: Certificate, revocations: RevocationSet, now: UnixTime) {
    self.chain = chain
    self.account = account
    self.revocations = revocations
    self.now = now
  }
}
