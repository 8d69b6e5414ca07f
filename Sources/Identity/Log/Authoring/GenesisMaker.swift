import GnuTLS

/// Makes the first statement of a log.
public enum GenesisMaker {
  /// Of an account that is made here: it names the recovery key and the first device, and both keys sign.
  /// - Throws: `GnuTLSError` as `sign`; `IdentityError.statementMalformed`.
  public static func found(
    account: PrivateKey, recovery: Ed25519PrivateKey, device: DeviceKeys
  ) throws -> SignedStatement {
    let founding = Genesis.Founding(recovery: KeyID(ofSPKI: recovery.publicKey.spki), device: device)
    let statement = try Statement(
      account: AccountFingerprint(of: account.publicKey), author: .account, heads: [],
      content: .genesis(Genesis(founding: founding)))
    return try SignedStatement(
      statement, signatures: [account.sign(statement, as: .account), recovery.sign(statement)])
  }

  /// Of an account that was imported from Jami: of its account key alone.
  /// - Throws: as `found`.
  public static func derive(account: PrivateKey) throws -> SignedStatement {
    let statement = try Statement.importedGenesis(of: AccountFingerprint(of: account.publicKey))
    return try SignedStatement(statement, signatures: [account.sign(statement, as: .account)])
  }
}
