import Files
import GnuTLS
import Identity
import Platform

/// The folder that holds everything Signet keeps for a person. This is the map of it; nothing else builds paths.
public struct DataFolder: Sendable, Hashable {
  /// Bytes of the data key.
  static let dataKeySize = 32

  /// Absolute.
  public let path: String

  /// - Parameter path: absolute; the rule that finds it is `DaemonLocation`'s.
  public init(path: String) { self.path = path }

  public var dataKeyPath: String { path + "/data.key" }
  public var accountsPath: String { path + "/accounts" }
  public var journalPath: String { path + "/journal" }
  public var sparePath: String { path + "/spare" }
  /// What this machine has made in order to join accounts; see `PendingJoins`.
  public var joinsPath: String { path + "/joins" }
  public var registryPath: String { path + "/known-accounts" }
  public var lockPath: String { path + "/signetd.lock" }
  public var journal: Journal { Journal(folder: journalPath) }

  /// Makes the folders (0700) and the data key (0600) where they are missing.
  /// - Throws: `FileError`, `GnuTLSError`, `StoreError.dataKeyDamaged`.
  public func prepare() throws {
    try Folder.create(path)
    try Folder.create(accountsPath)
    try Folder.create(sparePath)
    if !FileReader.exists(dataKeyPath) {
      let key = try Secret(count: Self.dataKeySize) { try Random.fill($0) }
      do throws(FileError) {
        try AtomicFile.create(dataKeyPath, with: key)
      } catch  where error.kind == .fileExists {
        // Another process was faster; its key is the key.
      }
    }
    _ = try dataKey()
  }

  /// The daemon's data key, 32 bytes.
  /// - Throws: `FileError`, `StoreError.dataKeyDamaged`.
  public func dataKey() throws -> Secret {
    let key = try FileReader.readSecret(dataKeyPath, limit: 4096)
    guard key.count == Self.dataKeySize else {
      throw StoreError(
        .dataKeyDamaged, "the data key has \(key.count) bytes instead of \(Self.dataKeySize)",
        hint: "move \(dataKeyPath) away; what was sealed under it is lost, accounts are not")
    }
    return key
  }

  /// The folder of an account, whether it is there or not.
  public func account(_ id: JamiID) -> AccountFolder {
    AccountFolder(path: accountsPath + "/" + id.text, id: id)
  }

  /// The folder of an account that is here, by the ID that it has the folder's name of.
  /// - Throws: `StoreError.accountNotFound`.
  public func existingAccount(_ id: JamiID) throws(StoreError) -> AccountFolder {
    let folder = account(id)
    guard Folder.isFolder(folder.path) else { throw Self.notFound(id) }
    return folder
  }

  /// The first IDs of all accounts here.
  /// - Throws: `FileError`.
  public func accountIDs() throws(FileError) -> [JamiID] {
    guard Folder.isFolder(accountsPath) else { return [] }
    return try Folder.list(accountsPath).compactMap { JamiID($0) }
  }

  /// The folder of an account that is here, by any ID that it has or had.
  /// - Parameter ids: finds the IDs of an account; nil where they cannot be read.
  /// - Throws: `StoreError.accountNotFound`, `FileError`.
  public func account(called id: JamiID, ids: (AccountFolder) -> [JamiID]?) throws -> AccountFolder {
    if Folder.isFolder(account(id).path) { return account(id) }
    for folder in try accountIDs().map({ account($0) }) where ids(folder)?.contains(id) == true { return folder }
    throw Self.notFound(id)
  }

  /// The same, reading each account's database for it.
  /// - Throws: as the other.
  public func account(called id: JamiID) throws -> AccountFolder {
    try account(called: id) { folder in
      guard let database = try? folder.database() else { return nil }  // a damaged one is not meant
      defer { try? database.close() }  // no loss: nothing was written
      return try? database.jamiIDs()  // likewise
    }
  }

  private static func notFound(_ id: JamiID) -> StoreError {
    StoreError(.accountNotFound, "there is no account \(id) here", hint: "`signet account list` shows them")
  }

  /// Removes an account and all that belongs to it. A kill in the middle leaves it whole or gone.
  /// - Throws: `StoreError.accountNotFound`, `FileError`.
  public func forget(_ id: JamiID) throws {
    let folder = try existingAccount(id)
    // The list first: were it last, a kill between the two would report the account as missing.
    try AccountRegistry(path: registryPath).remove(id)
    try Folder.remove(folder.path)
  }
}
