import AccountArchive

extension AccountDatabase {
  /// All contacts, the blocked and the removed ones too.
  /// - Throws: `StoreError`.
  public func contacts() throws -> [ArchiveContact] { try load(StoredContact.self).map(\.contact) }
}
