import GnuTLS
import Platform

/// What a machine has made in order to become a device of an account, while it waits for that account's answer: without
/// it the answer would be of no use, and the account would have a device that nobody is.
public struct PendingJoin: Sendable {
  /// Where its signing key is.
  public enum Signing: Sendable {
    case here(PrivateKey)
    case token(TokenPlace)
  }

  public let device: PrivateKey
  public let wrap: PrivateKey
  public let signing: Signing
  /// The request that was written into a file; empty for a link over a relay.
  public let request: [UInt8]
  /// What its digits are stretched to, 32 bytes; nil for a link over a relay.
  public let requestKey: Secret?
  public let madeAt: UnixTime

  /// Seconds for which it is kept.
  public static let life: Int64 = 8 * 86_400

  public init(
    device: PrivateKey, wrap: PrivateKey, signing: Signing, request: [UInt8] = [], requestKey: Secret? = nil,
    madeAt: UnixTime
  ) {
    self.device = device
    self.wrap = wrap
    self.signing = signing
    self.request = request
    self.requestKey = requestKey
    self.madeAt = madeAt
  }
}
