import AccountArchive
import FoundationEssentials
import GRDB
import GnuTLS
import Identity
import Platform

/// What an account's database knows of the account itself and of this device's place in it.
public struct StoredAccount: Sendable, Hashable {
  public var account: Account
  public var origin: AccountOrigin
  public var recovery: RecoveryState
  /// How `archive.gz` is protected.
  public var scheme: ArchiveScheme
  /// This device.
  public var deviceID: DeviceID
  /// This device's receipt.
  public var receipt: Receipt

  public init(
    account: Account, origin: AccountOrigin, recovery: RecoveryState, scheme: ArchiveScheme, deviceID: DeviceID,
    receipt: Receipt
  ) {
    self.account = account
    self.origin = origin
    self.recovery = recovery
    self.scheme = scheme
    self.deviceID = deviceID
    self.receipt = receipt
  }
}

extension StoredAccount: StoredRecord {
  static let table = "account"
  static let columns: [(name: String, isText: Bool)] = [
    ("displayName", true), ("certificate", false), ("authority", false), ("ethereumAddress", true),
    ("createdAt", false), ("origin", true), ("recovery", true), ("scheme", true), ("deviceId", true),
    ("receipt", false), ("receiptSignature", false),
  ]

  static func decode(_ fields: RowFields) throws -> StoredAccount {
    let account = Account(
      displayName: try fields.text("displayName"), certificate: try Certificate(der: try fields.blob("certificate")),
      authority: try fields.optionalBlob("authority").map { try Certificate(der: $0) },
      ethereumAddress: try fields.optionalText("ethereumAddress"), createdAt: try fields.time("createdAt"))
    return StoredAccount(
      account: account, origin: try fields.name("origin", AccountOrigin.self),
      recovery: try fields.name("recovery", RecoveryState.self), scheme: try fields.name("scheme", ArchiveScheme.self),
      deviceID: try DeviceID(parsing: try fields.text("deviceId")),
      receipt: Receipt(text: try fields.blob("receipt"), signature: try fields.blob("receiptSignature")))
  }

  func save(_ database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO account VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET displayName = excluded.displayName, certificate = excluded.certificate,
          authority = excluded.authority, ethereumAddress = excluded.ethereumAddress, createdAt = excluded.createdAt,
          origin = excluded.origin, recovery = excluded.recovery, scheme = excluded.scheme,
          deviceId = excluded.deviceId, receipt = excluded.receipt, receiptSignature = excluded.receiptSignature
        """,
      arguments: [
        account.displayName, Data(account.certificate.der), account.authority.map { Data($0.der) },
        account.ethereumAddress, account.createdAt.seconds, origin.rawValue, recovery.rawValue, scheme.rawValue,
        deviceID.text, Data(receipt.text), Data(receipt.signature),
      ])
  }
}
