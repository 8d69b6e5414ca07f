import JOSE

/// A key's SubjectPublicKeyInfo as a packet's `recipient`.
enum Base64Text {
  static func of(_ spki: [UInt8]) -> String { Base64.encode(spki) }
}
