import FoundationEssentials
import GRDB
import GnuTLS
import Identity
import Platform

extension StoredKey: StoredRecord {
  static let table = "accountKey"
  static let columns: [(name: String, isText: Bool)] = [
    ("purpose", true), ("generation", false), ("keyId", true), ("publicKey", false), ("certificate", false),
    ("sealed", false), ("createdAt", false), ("retiredAt", false), ("token", true), ("lacksPSS", false),
  ]

  static func decode(_ fields: RowFields) throws -> StoredKey {
    let purpose = try fields.name("purpose", KeyPurpose.self)
    let generation = try fields.integer("generation")
    guard (1...Int64(Int32.max)).contains(generation) else { throw fields.unreadable("generation", "is out of range") }
    let publicKey = try PublicKey(spki: try fields.blob("publicKey"))
    let certificate = try fields.optionalBlob("certificate").map { try Certificate(der: $0) }
    guard (certificate != nil) == (purpose == .signing) else {
      throw fields.unreadable("certificate", purpose == .signing ? "is missing" : "is not expected")
    }
    guard certificate == nil || certificate?.publicKey == publicKey else {
      throw fields.unreadable("certificate", "is that of another key")
    }
    let lacksPSS = try fields.flag("lacksPSS")
    let token = try fields.optionalText("token").map { TokenPlace(url: try TokenURL($0), lacksPSS: lacksPSS) }
    guard token == nil || purpose == .signing else { throw fields.unreadable("token", "is not expected") }
    let key = StoredKey(
      purpose: purpose, generation: Int(generation), key: publicKey, certificate: certificate,
      sealed: try fields.blob("sealed"), createdAt: try fields.time("createdAt"),
      retiredAt: try fields.optionalTime("retiredAt"), token: token)
    guard key.keyID == DeviceID(try fields.text("keyId")) else {
      throw fields.unreadable("keyId", "is not that of the public key")
    }
    return key
  }

  func save(_ database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO accountKey
          (purpose, generation, keyId, publicKey, certificate, sealed, createdAt, retiredAt, token, lacksPSS)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (purpose, generation) DO UPDATE SET keyId = excluded.keyId, publicKey = excluded.publicKey,
          certificate = excluded.certificate, sealed = excluded.sealed, createdAt = excluded.createdAt,
          retiredAt = excluded.retiredAt, token = excluded.token, lacksPSS = excluded.lacksPSS
        """,
      arguments: [
        purpose.rawValue, generation, keyID.text, Data(publicKey), certificate.map { Data($0.der) }, Data(sealed),
        createdAt.seconds, retiredAt?.seconds, token?.url.text, token?.lacksPSS == true ? 1 : 0,
      ])
  }
}

extension AccountDatabase {
  /// Every key, sealed, oldest record first.
  /// - Throws: `StoreError`.
  public func keys() throws -> [StoredKey] { try load(StoredKey.self) }
}

extension AccountWriter {
  /// Destroys the private keys that were retired two weeks ago. SQLite writes zeros over them; what the file system or
  /// a disk keeps of it is out of our hands.
  /// - Returns: the records, as they were.
  /// - Throws: `StoreError`.
  public func destroyRetiredKeys(at now: UnixTime) throws -> [StoredKey] {
    let condition = "retiredAt IS NOT NULL AND retiredAt <= ? AND length(sealed) > 0"
    let arguments: StatementArguments = [now.adding(seconds: -StoredKey.retiredLife).seconds]
    let due = try StoredKey.fetchAll(database, where: condition, arguments: arguments).records
    guard !due.isEmpty else { return [] }
    try database.execute(sql: "PRAGMA secure_delete = ON")
    for key in due {
      try database.execute(
        sql: "UPDATE accountKey SET sealed = x'' WHERE purpose = ? AND generation = ?",
        arguments: [key.purpose.rawValue, key.generation])
    }
    return due
  }

  /// Adds a key, or replaces the record of the same key: its certificate, its sealing, its retirement.
  /// - Throws: `StoreError.keyExists` when another key has this generation: a key is never written over.
  public func save(_ key: StoredKey) throws {
    let condition = "purpose = ? AND generation = ?"
    let arguments: StatementArguments = [key.purpose.rawValue, key.generation]
    try keepIfDamaged(StoredKey.self, condition, arguments)
    // One that is renewed stays known: a revocation list should name it too.
    if let certificate = key.certificate, let account = try StoredAccount.fetchAll(database).records.first {
      try add([certificate], of: account.deviceID)
    }
    let present = try StoredKey.fetchAll(database, where: condition, arguments: arguments).records
    guard present.allSatisfy({ $0.keyID == key.keyID }) else {
      throw StoreError(
        .keyExists, "another \(key.purpose.rawValue) key has the generation \(key.generation)",
        hint: "keys are never written over")
    }
    try key.save(database)
  }
}
