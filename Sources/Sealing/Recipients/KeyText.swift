import GnuTLS
import JOSE

/// A public key as Jasper writes it: base64 (standard alphabet, padded, one line) of its DER SubjectPublicKeyInfo.
enum KeyText {
  static func text(of key: PublicKey) -> String { Base64.encode(key.spki) }

  /// Nil unless it is the one text of a key that is fit for use.
  static func key(of text: String) -> PublicKey? {
    guard text.utf8.count <= SealingLimits.recipient else { return nil }
    do {
      return try PublicKey(spki: Base64.decode(text))
    } catch {
      return nil
    }
  }
}
