import GnuTLS

/// Checks one signature. What the key may say is not its business.
public protocol StatementSignatureChecker: Sendable {
  /// Whether `signature` is one over `message` by the key. The one Bool: a primitive, not a verification.
  /// - Parameter spki: DER SubjectPublicKeyInfo of the key; its SHA-256 is `signature.key`.
  func isValid(_ signature: StatementSignature, over message: [UInt8], spki: [UInt8]) -> Bool
}

/// Checks with the real algorithms.
public struct StatementSignatures: StatementSignatureChecker {
  /// Whether these bytes are an Ed25519 signature over the message by the key: signature, message, 32 bytes of key.
  public typealias Ed25519 = @Sendable ([UInt8], [UInt8], [UInt8]) -> Bool

  /// What stands before the 32 bytes of an Ed25519 key in its DER SPKI (RFC 8410 §4).
  public static let ed25519Head: [UInt8] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00]

  private let ed25519: Ed25519

  /// - Parameter ed25519: handed in, since the library that has it stands beside this room.
  public init(ed25519: @escaping Ed25519) { self.ed25519 = ed25519 }

  public func isValid(_ signature: StatementSignature, over message: [UInt8], spki: [UInt8]) -> Bool {
    switch signature.algorithm {
    case .pss: isValid(signature.bytes, message, spki, .rsaPSSSHA256)
    case .pkcs1: isValid(signature.bytes, message, spki, .rsaSHA256)
    case .ed25519:
      spki.count == Self.ed25519Head.count + 32 && spki.starts(with: Self.ed25519Head)
        && ed25519(signature.bytes, message, Array(spki.dropFirst(Self.ed25519Head.count)))
    }
  }

  private func isValid(
    _ signature: [UInt8], _ message: [UInt8], _ spki: [UInt8], _ algorithm: SignatureAlgorithm
  ) -> Bool {
    do {
      return try PublicKey(spki: spki).isValid(signature, for: message, with: algorithm)
    } catch {
      // A key that is unfit or cannot be read has signed nothing.
      return false
    }
  }
}
