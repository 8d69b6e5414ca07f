import GRDB
import Identity

/// Whose log there is, and which genesis is followed.
struct StoredLog: Hashable {
  /// The first account key, as pinned.
  let account: AccountFingerprint
  let genesis: StatementHash
  let isOwn: Bool
}

extension StoredLog: KeyedRecord {
  static let table = "accountLog"
  static let key = "account, genesis, isOwn"
  static let columns: [(name: String, isText: Bool)] = [("account", true), ("genesis", false), ("isOwn", false)]
  static let limits = ["account": 64, "genesis": 32]

  static func decode(_ fields: RowFields) throws -> StoredLog {
    guard let genesis = StatementHash(bytes: try fields.blob("genesis")) else {
      throw fields.unreadable("genesis", "is no statement hash")
    }
    return StoredLog(
      account: try fields.identifier("account", AccountFingerprint.self), genesis: genesis,
      isOwn: try fields.flag("isOwn"))
  }

  var values: [DatabaseValue] { [.identifier(account), .bytes(genesis.bytes), .flag(isOwn)] }
}
