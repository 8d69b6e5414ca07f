import GRDB
import GnuTLS
import Identity
import Platform

/// An entry that waits for a key.
struct StoredWaitingEntry: Hashable {
  let account: AccountFingerprint
  let signed: SignedStatement
}

extension StoredWaitingEntry: KeyedRecord {
  static let table = "logWaiting"
  static let key = "account, digest"
  static let columns: [(name: String, isText: Bool)] = [("account", true), ("digest", true), ("entry", false)]
  static let limits = ["account": 64, "digest": 64, "entry": StoredLogEntry.longest]

  static func decode(_ fields: RowFields) throws -> StoredWaitingEntry {
    StoredWaitingEntry(
      account: try fields.identifier("account", AccountFingerprint.self),
      signed: try SignedStatement(bytes: try fields.bytes("entry", 1...StoredLogEntry.longest)))
  }

  var values: [DatabaseValue] {
    let bytes = signed.bytes
    return [.identifier(account), .text(Hex.text(of: Digest.sha256.hash(bytes))), .bytes(bytes)]
  }
}
