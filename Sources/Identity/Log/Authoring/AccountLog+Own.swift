import Platform

extension AccountLog {
  /// Takes in a statement that was just signed here.
  /// - Parameter keys: DER SPKIs: of whoever signed, and of what it names.
  /// - Throws: `IdentityError.statementMalformed` where the log's own rules refuse it: nothing is said then.
  public mutating func takeOwn(
    _ entry: SignedStatement, keys: [[UInt8]], checker: some StatementSignatureChecker = StatementSignatures(),
    now: UnixTime
  ) throws(IdentityError) {
    let failures = receive([entry], keys: keys, checker: checker, now: now)
    guard failures.isEmpty else {
      throw IdentityError(
        .statementMalformed, "a statement that was just signed is refused: \(failures.map(\.description).joined())")
    }
  }
}
