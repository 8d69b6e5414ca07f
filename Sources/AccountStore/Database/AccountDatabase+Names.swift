import Identity

/// The Jami IDs of an account: an ID is made of the account key, so each new account key brings another one. They all
/// name the same account, and its folder keeps the first.
extension AccountDatabase {
  fileprivate static var idsName: String { "account.ids" }

  /// Every ID that this device knew the account by, the first one first, the present one last. Never empty.
  /// - Throws: `StoreError`.
  public func jamiIDs() throws -> [JamiID] {
    let ids = try setting(Self.idsName)?.split(separator: " ").compactMap { JamiID(String($0)) } ?? []
    return try ids.isEmpty ? [account().account.id] : ids
  }
}

extension AccountWriter {
  /// - Parameter ids: the first one first, the present one last.
  /// - Throws: `StoreError`.
  public func set(jamiIDs ids: [JamiID]) throws {
    try set(AccountDatabase.idsName, ids.map(\.text).joined(separator: " "))
  }
}
