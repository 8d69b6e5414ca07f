import GRDB
import Identity
import Platform

/// A key of a contact that its log revoked, once and for all.
struct StoredLogRevocation: Hashable {
  let account: AccountFingerprint
  let key: KeyID
  /// When this verifier first saw it revoked.
  let at: UnixTime
}

extension StoredLogRevocation: KeyedRecord {
  static let table = "logRevocation"
  static let key = "account, keyId, at"
  static let columns: [(name: String, isText: Bool)] = [("account", true), ("keyId", true), ("at", false)]
  static let limits = ["account": 64, "keyId": 64]

  static func decode(_ fields: RowFields) throws -> StoredLogRevocation {
    StoredLogRevocation(
      account: try fields.identifier("account", AccountFingerprint.self),
      key: try fields.identifier("keyId", KeyID.self), at: try fields.time("at"))
  }

  var values: [DatabaseValue] { [.identifier(account), .identifier(key), .time(at)] }
}
