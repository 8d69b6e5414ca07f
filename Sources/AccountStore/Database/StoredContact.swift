import AccountArchive
import GRDB
import Identity

/// A contact as a row; blocked and removed ones are kept like the others. Fields that Signet does not know are in the
/// archive alone.
struct StoredContact {
  let contact: ArchiveContact
}

extension StoredContact: StoredRecord {
  static let table = "contact"
  static let columns: [(name: String, isText: Bool)] = [
    ("contactId", true), ("added", false), ("removed", false), ("addedMs", false), ("removedMs", false),
    ("confirmed", false), ("banned", false), ("conversationId", true),
  ]

  static func decode(_ fields: RowFields) throws -> StoredContact {
    StoredContact(
      contact: ArchiveContact(
        id: try JamiID(parsing: try fields.text("contactId")).text, added: try fields.integer("added"),
        removed: try fields.integer("removed"), addedMs: try fields.optionalInteger("addedMs"),
        removedMs: try fields.optionalInteger("removedMs"), confirmed: try fields.flag("confirmed"),
        banned: try fields.flag("banned"), conversationID: try fields.text("conversationId")))
  }

  func save(_ database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO contact VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (contactId) DO UPDATE SET added = excluded.added, removed = excluded.removed,
          addedMs = excluded.addedMs, removedMs = excluded.removedMs, confirmed = excluded.confirmed,
          banned = excluded.banned, conversationId = excluded.conversationId
        """,
      arguments: [
        contact.id, contact.added, contact.removed, contact.addedMs, contact.removedMs, contact.confirmed,
        contact.banned, contact.conversationID,
      ])
  }
}
