import Identity
import Platform

/// The newest statement that one device signed in an account's log: a sign that the log, and the revocations in it,
/// were known up to then.
public struct LogHead: Sendable, Hashable {
  /// SHA-256 of the SPKI of the signing key.
  public let signer: DeviceID
  /// When it was signed, and no later than the verifier first saw it.
  public let time: UnixTime

  public init(signer: DeviceID, time: UnixTime) {
    self.signer = signer
    self.time = time
  }
}
