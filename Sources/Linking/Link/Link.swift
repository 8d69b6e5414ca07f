import Jasper

/// What a new device shows: where it can be reached, which key it will tell, and the secret that a mailbox is found by.
///
/// Whoever sees it can write to the mailboxes and read what is in them before the session's keys; that is why nothing
/// is granted by it alone.
public struct Link: Sendable, Hashable {
  /// The relay where both devices meet.
  public let relay: RelayURL
  /// SHA-256 of the new device's X25519 key.
  public let commitment: [UInt8]
  /// 32 random bytes, `s`.
  public let secret: [UInt8]

  static let secretSize = 32
  static let commitmentSize = 32

  init(relay: RelayURL, commitment: [UInt8], secret: [UInt8]) {
    precondition(commitment.count == Self.commitmentSize && secret.count == Self.secretSize, "a link's fields")
    self.relay = relay
    self.commitment = commitment
    self.secret = secret
  }
}
