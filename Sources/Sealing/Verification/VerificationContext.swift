import GnuTLS
import Identity
import Platform

/// What the verifier knows about the account that something is said to come from, and about the time.
public struct VerificationContext: Sendable {
  /// The account's key: pinned for a contact, the claimed one for a stranger.
  public var account: PublicKey
  /// Certificates of this account's signing keys that came before.
  public var knownCertificates: [Certificate]
  public var revocations: RevocationSet
  /// What the log says about the device with this signing key.
  public var standing: @Sendable (DeviceID) -> LogStanding
  /// The newest statement of each device of the account.
  public var heads: [LogHead]
  /// Whether the log says that the token of this signing key lacks PSS.
  public var lacksPSS: @Sendable (DeviceID) -> Bool
  /// The verifier's own clock.
  public var now: UnixTime

  public init(
    account: PublicKey, knownCertificates: [Certificate] = [], revocations: RevocationSet,
    standing: @escaping @Sendable (DeviceID) -> LogStanding = { _ in .noLog }, heads: [LogHead] = [],
    lacksPSS: @escaping @Sendable (DeviceID) -> Bool = { _ in false }, now: UnixTime
  ) {
    self.account = account
    self.knownCertificates = knownCertificates
    self.revocations = revocations
    self.standing = standing
    self.heads = heads
    self.lacksPSS = lacksPSS
    self.now = now
  }

  /// Seconds since another device than `signer` last vouched for the log; nil when none ever has.
  public func revocationAge(besides signer: DeviceID?) -> Int64? {
    heads.filter { $0.signer != signer }.map(\.time).max().map { max(0, now.seconds - $0.seconds) }
  }
}
