import FoundationEssentials
import GRDB
import Platform

/// Something that happened to an account, for `signet history`. Events are never changed or deleted.
public struct AccountEvent: Sendable, Hashable {
  /// What kinds there are. Open: a newer version may have written others.
  public struct Kind: RawRepresentable, Sendable, Hashable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let accountCreated = Kind(rawValue: "accountCreated")
    public static let accountRestored = Kind(rawValue: "accountRestored")
    public static let accountMerged = Kind(rawValue: "accountMerged")
    public static let passwordChanged = Kind(rawValue: "passwordChanged")
    public static let backupMade = Kind(rawValue: "backupMade")
    public static let deviceAdded = Kind(rawValue: "deviceAdded")
    public static let deviceEnrolled = Kind(rawValue: "deviceEnrolled")
    public static let deviceRenamed = Kind(rawValue: "deviceRenamed")
    public static let deviceRenewed = Kind(rawValue: "deviceRenewed")
    public static let deviceApproved = Kind(rawValue: "deviceApproved")
    public static let deviceRotated = Kind(rawValue: "deviceRotated")
    public static let deviceRevoked = Kind(rawValue: "deviceRevoked")
    public static let archiveUpdated = Kind(rawValue: "archiveUpdated")
    public static let keysMade = Kind(rawValue: "keysMade")
    public static let keysRotated = Kind(rawValue: "keysRotated")
    public static let accountRotated = Kind(rawValue: "accountRotated")
    public static let keysReceived = Kind(rawValue: "keysReceived")
    public static let keysDestroyed = Kind(rawValue: "keysDestroyed")
    public static let ownKeysDestroyed = Kind(rawValue: "ownKeysDestroyed")
    public static let ownRevocationLearned = Kind(rawValue: "ownRevocationLearned")
    public static let recoveryKeyMade = Kind(rawValue: "recoveryKeyMade")
    public static let recoveryKitMade = Kind(rawValue: "recoveryKitMade")
    public static let recoveryRehearsed = Kind(rawValue: "recoveryRehearsed")
    public static let recoveryUsed = Kind(rawValue: "recoveryUsed")
    public static let contactAdded = Kind(rawValue: "contactAdded")
    public static let contactBlocked = Kind(rawValue: "contactBlocked")
    public static let contactRemoved = Kind(rawValue: "contactRemoved")
    public static let contactVerified = Kind(rawValue: "contactVerified")
    public static let contactKeyLearned = Kind(rawValue: "contactKeyLearned")
    public static let contactKeyLost = Kind(rawValue: "contactKeyLost")
    public static let contactConflict = Kind(rawValue: "contactConflict")
    public static let contactRotated = Kind(rawValue: "contactRotated")
    public static let contactRotationPending = Kind(rawValue: "contactRotationPending")
    public static let contactRotationContested = Kind(rawValue: "contactRotationContested")
    public static let contactDeviceAdded = Kind(rawValue: "contactDeviceAdded")
    public static let contactDeviceRevoked = Kind(rawValue: "contactDeviceRevoked")
    public static let logForked = Kind(rawValue: "logForked")
    public static let channelChanged = Kind(rawValue: "channelChanged")
    public static let relayAdded = Kind(rawValue: "relayAdded")
    public static let relayRemoved = Kind(rawValue: "relayRemoved")
    public static let agentLocked = Kind(rawValue: "agentLocked")
    public static let agentUnlocked = Kind(rawValue: "agentUnlocked")
    public static let operationUndone = Kind(rawValue: "operationUndone")
    public static let operationFinished = Kind(rawValue: "operationFinished")
  }

  /// Its place in the history; 0 before it is stored.
  public var number: Int64
  public let at: UnixTime
  public let kind: Kind
  /// One sentence for people, without a full stop.
  public let text: String
  /// For scripts. Nothing secret.
  public let details: [String: String]
  /// The journaled operation that it is the mark of; nil for any other.
  public let operation: String?

  public init(
    at: UnixTime, kind: Kind, text: String, details: [String: String] = [:], operation: String? = nil
  ) {
    number = 0
    self.at = at
    self.kind = kind
    self.text = text
    self.details = details
    self.operation = operation
  }
}

extension AccountEvent: StoredRecord {
  static let table = "event"
  static let columns: [(name: String, isText: Bool)] = [
    ("number", false), ("at", false), ("kind", true), ("text", true), ("details", true), ("operation", true),
  ]

  static func decode(_ fields: RowFields) throws -> AccountEvent {
    let details = try fields.text("details")
    // Why it does not decode is of no use: the row is kept byte for byte and named.
    guard let decoded = try? JSONDecoder().decode([String: String].self, from: Data(details.utf8)) else {
      throw fields.unreadable("details", "are no JSON object of texts")
    }
    var event = AccountEvent(
      at: try fields.time("at"), kind: Kind(rawValue: try fields.text("kind")), text: try fields.text("text"),
      details: decoded, operation: try fields.optionalText("operation"))
    event.number = try fields.integer("number")
    return event
  }

  func save(_ database: Database) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let details = String(decoding: try encoder.encode(details), as: UTF8.self)
    try database.execute(
      sql: "INSERT INTO event (at, kind, text, details, operation) VALUES (?, ?, ?, ?, ?)",
      arguments: [at.seconds, kind.rawValue, text, details, operation])
  }
}
