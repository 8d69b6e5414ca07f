import Files
import GnuTLS
import Identity
import Platform

/// An account that is being put together beside its place. `commit` puts it there by one rename, so that creating or
/// restoring an account has happened as a whole or not at all. What a kill leaves behind is swept at the next start.
public struct StagedAccount: Sendable {
  /// Where it is now; the paths of its files are those of any account folder.
  public let folder: AccountFolder
  private let target: AccountFolder
  private let registry: AccountRegistry

  /// Makes the folder.
  /// - Throws: `StoreError.accountExists`, `FileError`.
  public init(_ id: JamiID, in data: DataFolder) throws {
    target = data.account(id)
    registry = AccountRegistry(path: data.registryPath)
    guard !FileReader.exists(target.path) else { throw Self.exists(id) }
    folder = AccountFolder(path: Folder.temporaryName(beside: target.path), id: id)
    try Folder.create(folder.path)
  }

  /// Writes the archive's bytes.
  /// - Throws: `FileError`.
  public func write(archive: Secret) throws(FileError) { try AtomicFile.create(folder.archivePath, with: archive) }

  /// Marks the device as a leaf, which has no archive.
  /// - Throws: `FileError`.
  public func writeLeafMark() throws(FileError) { try AtomicFile.create(folder.leafMarkPath, with: []) }

  /// Writes the device key and its chain.
  /// - Throws: `FileError`, `GnuTLSError`, `SystemError`.
  public func write(deviceKey: PrivateKey, chain: [Certificate]) throws {
    try AtomicFile.create(folder.devicePath, with: DeviceFile.serialise(key: deviceKey, chain: chain))
  }

  /// Makes the database and lets `body` fill it, in one transaction. It is closed afterwards: a database must not move
  /// while it is open.
  /// - Throws: `StoreError`, and what `body` throws.
  public func writeDatabase(_ body: (AccountWriter) throws -> Void) throws {
    let database = try AccountDatabase.create(folder.databasePath)
    do {
      try database.write(body)
    } catch {
      try? database.close()  // no loss: the staged folder is given up
      throw error
    }
    try database.close()
  }

  /// Puts the account in its place. When this returns it is there for good; when it throws it is not there at all,
  /// with one exception: a failure of the very last fsync leaves it in place, and the error is thrown all the same.
  /// - Throws: `StoreError.accountExists`, `accountDamaged` when a file is missing; `FileError`.
  public func commit() throws -> AccountFolder {
    let problems = folder.inspect()
    guard problems.isEmpty else { throw StoreError(.accountDamaged, problems[0].reason) }
    try Folder.synchronise(folder.path)
    do throws(FileError) {
      try Folder.rename(folder.path, to: target.path)
    } catch  where error.kind == .fileExists {
      throw Self.exists(target.id)
    }
    // The list only serves to notice a lost folder, and the next start adds what is missing: its failure is not the
    // account's.
    try? registry.add([target.id])
    return target
  }

  /// Gives it up. What cannot be removed is swept at the next start.
  public func abandon() { try? Folder.discard(folder.path) }  // no loss: it never was an account

  private static func exists(_ id: JamiID) -> StoreError {
    StoreError(
      .accountExists, "the account \(id) is here already",
      hint: "`signet backup restore --merge` adds what a backup knows and this account does not")
  }
}
