import AccountArchive
import GRDB
import Identity

/// The writes of one transaction. What it writes over and cannot read goes into quarantine first.
public struct AccountWriter {
  let database: Database

  /// - Throws: `StoreError`.
  public func save(_ account: StoredAccount) throws {
    try keepIfDamaged(StoredAccount.self, "id = 1")
    try account.save(database)
  }

  /// Adds a device, or replaces the record of its ID. Every certificate that was ever in one stays known.
  /// - Throws: `StoreError`.
  public func save(_ device: Device) throws {
    try keepIfDamaged(StoredDevice.self, "deviceId = ?", [device.id.text])
    try add([device.certificate], of: device.id)
    try StoredDevice(device: device).save(database)
  }

  /// Adds contacts, or replaces the records of their IDs. Contacts are never deleted: a removed one is a tombstone.
  /// - Throws: `StoreError`.
  public func save(_ contacts: some Sequence<ArchiveContact>) throws {
    for contact in contacts {
      try keepIfDamaged(StoredContact.self, "contactId = ?", [contact.id])
      try StoredContact(contact: contact).save(database)
    }
  }

  /// Adds what the set has and the database lacks; takes nothing away.
  /// - Throws: `StoreError`.
  public func add(_ revocations: RevocationSet) throws {
    for row in StoredRevocation.rows(of: revocations) { try row.save(database) }
  }

  /// Appends to the history.
  /// - Throws: `StoreError.databaseFailed`, also when the operation it marks has its mark already.
  public func append(_ event: AccountEvent) throws { try event.save(database) }

  func keepIfDamaged<Record: StoredRecord>(
    _: Record.Type, _ condition: String, _ arguments: StatementArguments = []
  ) throws {
    while true {
      // Not all at once when they are many and large.
      let damaged = try Record.scan(database, where: condition, arguments: arguments) { _ in true }
      if damaged.isEmpty { return }
      for record in damaged { try record.keep(database) }
    }
  }
}
