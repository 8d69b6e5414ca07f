import Platform

/// The log in Signet's own entry of an archive: `"log":{"account":"<base64>","genesis":"<base64>","heads":[…],
/// "keys":[…],"entries":[…]}`, each list of base64 texts, in this order.
extension SignetFieldsReader {
  mutating func log() throws(IdentityError) -> ArchivedLog {
    guard let account = AccountFingerprint(bytes: try blob(32)) else { throw Self.unreadable }
    try expect(SignetFields.genesisHead)
    guard let genesis = StatementHash(bytes: try blob(32)) else { throw Self.unreadable }
    try expect(SignetFields.headsHead)
    let heads = try list(upTo: 32).compactMap { StatementHash(bytes: $0) }
    try expect(SignetFields.keysHead)
    let keys = try list(upTo: LogLimits.key)
    try expect(SignetFields.entriesHead)
    let entries = try list(upTo: SignetFields.entryLimit)
    try expect(SignetFields.tail)
    guard zip(heads, heads.dropFirst()).allSatisfy({ $0 < $1 }) else { throw Self.unreadable }
    do throws(IdentityError) {
      return try ArchivedLog(account: account, genesis: genesis, heads: heads, keys: keys, entries: entries)
    } catch {
      throw Self.unreadable
    }
  }

  /// Base64 texts up to the closing bracket, which goes too.
  mutating func list(upTo longest: Int) throws(IdentityError) -> [[UInt8]] {
    var values: [[UInt8]] = []
    if take(SignetFields.listTail) { return values }
    repeat {
      try expect(SignetFields.quote)
      values.append(try blob(longest))
    } while take(SignetFields.comma)
    try expect(SignetFields.listTail)
    return values
  }

  /// Base64 with the quotation mark behind it; nothing secret.
  mutating func blob(_ longest: Int) throws(IdentityError) -> [UInt8] {
    let text = try base64(longest)
    guard let count = SecretBase64.count(of: text) else { throw Self.unreadable }
    var bytes = [UInt8](repeating: 0, count: count)
    guard bytes.withUnsafeMutableBytes({ SecretBase64.decode(text, into: $0) }) else { throw Self.unreadable }
    try expect(SignetFields.quote)
    return bytes
  }
}
