import GnuTLS

extension PrivateKey {
  /// A signature under a statement.
  /// - Parameter algorithm: `pss`, or `pkcs1` for a key on a token that lacks PSS.
  /// - Throws: as `sign`.
  public func sign(
    _ statement: Statement, as role: StatementSignature.Role, with algorithm: DeviceKeys.Signing = .pss
  ) throws(GnuTLSError) -> StatementSignature {
    let named: StatementSignature.Algorithm = algorithm == .pss ? .pss : .pkcs1
    let message = StatementSignature.message(statement, role: role, algorithm: named)
    return StatementSignature(
      role: role, algorithm: named, key: KeyID(ofSPKI: publicKey.spki),
      bytes: try sign(message, with: algorithm == .pss ? .rsaPSSSHA256 : .rsaSHA256))
  }
}
