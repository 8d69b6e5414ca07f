import GnuTLS

extension Ed25519PrivateKey {
  /// The recovery key's signature under a statement.
  /// - Throws: as `sign`.
  public func sign(_ statement: Statement) throws(GnuTLSError) -> StatementSignature {
    let message = StatementSignature.message(statement, role: .recovery, algorithm: .ed25519)
    return StatementSignature(
      role: .recovery, algorithm: .ed25519, key: KeyID(ofSPKI: publicKey.spki), bytes: try sign(message))
  }
}

extension StatementSignatures {
  /// With the library's Ed25519.
  public init() {
    self.init { signature, message, key in
      // Bytes that are no key have signed nothing.
      (try? Ed25519PublicKey(bytes: key))?.isValid(signature, for: message) ?? false  // the same answer: no signature
    }
  }
}
