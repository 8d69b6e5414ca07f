import GRDB
import GnuTLS
import Identity
import Platform

/// An entry whose signatures were checked, with this verifier's sights of them.
struct StoredLogEntry: Hashable {
  /// Bytes of the longest entry.
  static let longest = LogLimits.content + LogLimits.signatures * (LogLimits.signature + 64)

  let account: AccountFingerprint
  let entry: LogEntry

  /// Seconds since 1970 of each signature: 8 bytes each, big-endian.
  var sights: [UInt8] {
    entry.sights.flatMap { time in withUnsafeBytes(of: time.seconds.bigEndian) { Array($0) } }
  }
}

extension StoredLogEntry: KeyedRecord {
  static let table = "logEntry"
  static let key = "account, statement, sights, digest"
  static let columns: [(name: String, isText: Bool)] = [
    ("account", true), ("statement", true), ("sights", false), ("digest", false), ("entry", false),
  ]
  static let limits = [
    "account": 64, "statement": 64, "sights": 8 * LogLimits.signatures, "digest": 32, "entry": longest,
  ]

  static func decode(_ fields: RowFields) throws -> StoredLogEntry {
    let bytes = try fields.bytes("entry", 1...longest)
    let sights = try fields.bytes("sights", 8...8 * LogLimits.signatures)
    // Its signatures are not checked again; so no byte of them may have changed.
    guard try fields.blob("digest") == digest(sights, bytes) else {
      throw fields.unreadable("digest", "is not that of the entry")
    }
    let signed = try SignedStatement(bytes: bytes)
    guard sights.count == 8 * signed.signatures.count else {
      throw fields.unreadable("sights", "are not one a signature")
    }
    guard try fields.identifier("statement", StatementHash.self) == signed.id else {
      throw fields.unreadable("statement", "is not that of the entry")
    }
    let times = stride(from: 0, to: sights.count, by: 8).map { start in
      UnixTime(seconds: Int64(bitPattern: sights[start..<start + 8].reduce(0 as UInt64) { $0 << 8 | UInt64($1) }))
    }
    return StoredLogEntry(
      account: try fields.identifier("account", AccountFingerprint.self), entry: LogEntry(signed, sights: times))
  }

  var values: [DatabaseValue] {
    let (bytes, sights) = (entry.signed.bytes, sights)
    return [
      .identifier(account), .identifier(entry.statement.id), .bytes(sights), .bytes(Self.digest(sights, bytes)),
      .bytes(bytes),
    ]
  }

  private static func digest(_ sights: [UInt8], _ bytes: [UInt8]) -> [UInt8] { Digest.sha256.hash(sights + bytes) }

  /// Which sights of which statements are stored, without the entries themselves.
  static func known(_ database: Database, _ account: AccountFingerprint) throws -> Set<Mark> {
    let rows = try Row.fetchCursor(
      database, sql: "SELECT CAST(statement AS BLOB), CAST(sights AS BLOB) FROM logEntry WHERE account = ?",
      arguments: [account.text])
    var marks: Set<Mark> = []
    while let row = try rows.next() {
      marks.insert(Mark(statement: bytes(row[0] as DatabaseValue), sights: bytes(row[1] as DatabaseValue)))
    }
    return marks
  }

  struct Mark: Hashable {
    let statement: [UInt8]
    let sights: [UInt8]
  }

  var mark: Mark { Mark(statement: Array(entry.statement.id.text.utf8), sights: sights) }

  private static func bytes(_ value: DatabaseValue) -> [UInt8] {
    guard case .blob(let data) = value.storage else { return [] }
    return Array(data)
  }
}
