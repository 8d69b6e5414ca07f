import FoundationEssentials
import GRDB
import Identity
import Platform
import Recovery

/// What an account knows of its recovery kit: nothing that helps to get at the seed (see `KitRecord`).
public struct StoredRecoveryKit: Sendable, Hashable {
  public var record: KitRecord
  /// SHA-256 of the recovery key's SubjectPublicKeyInfo.
  public var recoveryKey: KeyID
  public var madeAt: UnixTime
  /// When each share was last rehearsed, by number.
  public var rehearsals: [Int: UnixTime]

  public init(record: KitRecord, recoveryKey: KeyID, madeAt: UnixTime, rehearsals: [Int: UnixTime] = [:]) {
    self.record = record
    self.recoveryKey = recoveryKey
    self.madeAt = madeAt
    self.rehearsals = rehearsals
  }
}

extension StoredRecoveryKit: KeyedRecord {
  static let table = "recoveryKit"
  static let key = "id"
  static let columns: [(name: String, isText: Bool)] = [
    ("id", false), ("record", true), ("recoveryKey", true), ("madeAt", false), ("rehearsals", true),
  ]

  /// record: a KitRecord as JSON; rehearsals: a JSON object, number of a share -> Unix seconds.
  static let schema = """
    CREATE TABLE recoveryKit (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      record TEXT NOT NULL,
      recoveryKey TEXT NOT NULL,
      madeAt INTEGER NOT NULL,
      rehearsals TEXT NOT NULL
    );
    """

  static func decode(_ fields: RowFields) throws -> StoredRecoveryKit {
    let (record, rehearsals) = (try fields.text("record"), try fields.text("rehearsals"))
    // Why one does not decode is of no use: the row is kept byte for byte and named.
    guard let decoded = try? JSONDecoder().decode(KitRecord.self, from: Data(record.utf8)) else {
      throw fields.unreadable("record", "is no record of a recovery kit")
    }
    let times = try? JSONDecoder().decode([String: Int64].self, from: Data(rehearsals.utf8))  // as above
    guard let times, times.keys.allSatisfy({ Int($0).map { (1...decoded.count).contains($0) } == true }) else {
      throw fields.unreadable("rehearsals", "are no times of its shares")
    }
    return StoredRecoveryKit(
      record: decoded, recoveryKey: try KeyID(parsing: try fields.text("recoveryKey")),
      madeAt: try fields.time("madeAt"),
      rehearsals: Dictionary(
        times.map { (Int($0.key) ?? 0, UnixTime(seconds: $0.value)) }, uniquingKeysWith: { max($0, $1) }))
  }

  var values: [DatabaseValue] {
    let times = Dictionary(uniqueKeysWithValues: rehearsals.map { (String($0.key), $0.value.seconds) })
    return [
      .integer(1), .json(record), .identifier(recoveryKey), .time(madeAt), .json(times),
    ]
  }
}

extension AccountDatabase {
  /// The kit that was made last; nil where none was made on this device.
  /// - Throws: `StoreError`.
  public func recoveryKit() throws -> StoredRecoveryKit? { try load(StoredRecoveryKit.self).first }
}

extension AccountWriter {
  /// Takes the place of the kit before.
  /// - Throws: `StoreError`.
  public func save(_ kit: StoredRecoveryKit) throws {
    try keepIfDamaged(StoredRecoveryKit.self, "id = 1")
    try kit.save(database)
  }
}
