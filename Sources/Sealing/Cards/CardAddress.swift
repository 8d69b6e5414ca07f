import Identity
import JOSE

/// Where an account's card is on the mesh: a recipient that whoever knows the Jami ID can work out.
///
/// HKDF-SHA-512 (RFC 5869) of the Jami ID's 20 bytes, no salt, info `signet card 1`, 550 bytes: as long as a key's
/// SubjectPublicKeyInfo, so that it looks like one from afar. It is no secret and keeps none.
public struct CardAddress: Sendable, Hashable {
  /// The packet's `recipient`: 736 characters of base64.
  public let recipient: String

  public init(of account: JamiID) {
    recipient = Base64.encode(HKDF.sha512(account.bytes, info: Array("signet card 1".utf8), count: 550))
  }
}
