import GRDB
import Identity

/// A public key that a log needs.
struct StoredLogKey: Hashable {
  let account: AccountFingerprint
  /// DER SubjectPublicKeyInfo.
  let spki: [UInt8]
}

extension StoredLogKey: KeyedRecord {
  static let table = "logKey"
  static let key = "account, keyId, spki"
  static let columns: [(name: String, isText: Bool)] = [("account", true), ("keyId", true), ("spki", false)]
  static let limits = ["account": 64, "keyId": 64, "spki": LogLimits.key]

  static func decode(_ fields: RowFields) throws -> StoredLogKey {
    let key = StoredLogKey(
      account: try fields.identifier("account", AccountFingerprint.self),
      spki: try fields.bytes("spki", 1...LogLimits.key))
    guard try fields.identifier("keyId", KeyID.self) == KeyID(ofSPKI: key.spki) else {
      throw fields.unreadable("keyId", "is not that of the key")
    }
    return key
  }

  var values: [DatabaseValue] { [.identifier(account), .identifier(KeyID(ofSPKI: spki)), .bytes(spki)] }
}
