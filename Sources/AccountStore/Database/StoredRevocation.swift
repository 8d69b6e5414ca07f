import FoundationEssentials
import GRDB
import Identity
import Platform

/// One revocation as a row. Rows are only ever added, so an earlier date for the same one is a second row.
struct StoredRevocation: Hashable {
  enum Kind: String {
    /// A serial number: its content octets.
    case serial
    /// A key: its device ID.
    case key
    /// A revocation list that was verified: its number, and as date its thisUpdate.
    case list
  }

  let kind: Kind
  let value: [UInt8]
  let at: UnixTime
}

extension StoredRevocation: StoredRecord {
  static let table = "revocation"
  static let columns: [(name: String, isText: Bool)] = [("kind", true), ("value", false), ("at", false)]

  static func decode(_ fields: RowFields) throws -> StoredRevocation {
    let revocation = StoredRevocation(
      kind: try fields.name("kind", Kind.self), value: try fields.blob("value"), at: try fields.time("at"))
    if revocation.kind == .key && DeviceID(bytes: revocation.value) == nil {
      throw fields.unreadable("value", "is no device ID")
    }
    return revocation
  }

  func save(_ database: Database) throws {
    try database.execute(
      sql: "INSERT OR IGNORE INTO revocation (kind, value, at) VALUES (?, ?, ?)",
      arguments: [kind.rawValue, Data(value), at.seconds])
  }

  /// The rows of a set.
  static func rows(of set: RevocationSet) -> [StoredRevocation] {
    var rows = set.serials.map { StoredRevocation(kind: .serial, value: $0.key, at: $0.value) }
    rows += set.keys.map { StoredRevocation(kind: .key, value: $0.key.bytes, at: $0.value) }
    if let update = set.latestUpdate {
      rows.append(StoredRevocation(kind: .list, value: set.highestNumber?.magnitude ?? [], at: update))
    }
    return rows
  }

  /// The set of these rows.
  static func set(of rows: [StoredRevocation], account: AccountFingerprint) -> RevocationSet {
    var serials: [[UInt8]: UnixTime] = [:]
    var keys: [DeviceID: UnixTime] = [:]
    var number: RevocationNumber?
    var update: UnixTime?
    for row in rows {
      switch row.kind {
      case .serial: serials[row.value] = min(serials[row.value] ?? row.at, row.at)
      case .key: if let key = DeviceID(bytes: row.value) { keys[key] = min(keys[key] ?? row.at, row.at) }
      case .list:
        update = max(update ?? row.at, row.at)
        if !row.value.isEmpty {
          let told = RevocationNumber(octets: row.value)
          number = max(number ?? told, told)
        }
      }
    }
    return RevocationSet(account: account, serials: serials, keys: keys, highestNumber: number, latestUpdate: update)
  }
}
