import GnuTLS
import JOSE
import Platform

/// A key that packets are sealed to: an account's receive key, or a device's wrap key. RSA of 4096 bits.
public struct RecipientKey: Sendable, Hashable {
  public let publicKey: PublicKey
  /// The packet's `recipient`: base64 of the DER SubjectPublicKeyInfo.
  public let text: String
  let encryption: OAEPPublicKey

  /// - Throws: `SealingError.recipientRefused` for a key of another length.
  public init(_ publicKey: PublicKey) throws(SealingError) {
    guard publicKey.bits == SealingLimits.receiveKeyBits else {
      throw SealingError(
        .recipientRefused,
        "a key of \(publicKey.bits) bits instead of \(SealingLimits.receiveKeyBits) cannot be sealed to")
    }
    do {
      encryption = try OAEPPublicKey(publicKey)
    } catch {
      throw SealingError(.recipientRefused, "a key cannot be sealed to: \(error.reason)")
    }
    self.publicKey = publicKey
    text = KeyText.text(of: publicKey)
  }

  /// From a packet's `recipient`.
  /// - Throws: `SealingError.recipientRefused`.
  public init(_ text: String) throws(SealingError) {
    guard let key = KeyText.key(of: text) else {
      throw SealingError(.recipientRefused, "a recipient is no base64 of an RSA key")
    }
    try self.init(key)
  }

  /// A key of any use as the protocol writes it: base64 of its DER SubjectPublicKeyInfo. A message's `sender` is one.
  public static func text(of key: PublicKey) -> String { KeyText.text(of: key) }

  public static func == (left: Self, right: Self) -> Bool { left.publicKey == right.publicKey }
  public func hash(into hasher: inout Hasher) { hasher.combine(publicKey) }
}
