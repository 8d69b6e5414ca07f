import Files
import Platform

/// Destroys the private keys of a device that was thrown out: device key, archive, and all that the database has sealed.
/// Messages, contacts and history stay, and the records of the keys, so that no copy from elsewhere brings one back.
///
/// There is no way back from the first step, which is a mark in the folder: whatever is cut off after it, `run` does the
/// rest when it is called again, and nothing that it does is wrong to do twice. Only for who has the account for itself.
public struct KeyDestruction {
  /// When it was finished, in Unix seconds: a setting of the account's database.
  public static let finishedName = "device.keys.destroyed"

  private let folder: AccountFolder
  private let database: AccountDatabase

  public init(_ folder: AccountFolder, _ database: AccountDatabase) {
    self.folder = folder
    self.database = database
  }

  /// Whether it has begun and is not finished.
  /// - Throws: `StoreError`.
  public var isUnfinished: Bool {
    get throws { try folder.keysAreDestroyed && database.setting(Self.finishedName) == nil }
  }

  /// When this returns nothing of the keys is left in the folder, and the history says so.
  /// - Parameter event: what the history will say, once.
  /// - Throws: `FileError`, `StoreError`.
  public func run(_ event: AccountEvent, now: UnixTime) throws {
    if !folder.keysAreDestroyed { try AtomicFile.create(folder.path(of: .destroyedMark), with: []) }
    for file in [AccountFolder.File.device, .archive] { try WipedFile.remove(folder.path(of: file)) }
    // Copies that an operation kept which could not be cleared up after, too: there is nothing to go back to.
    for name in try Folder.list(folder.path) where name.hasPrefix(Folder.temporaryPrefix) {
      let path = folder.path + "/" + name
      if Folder.isFolder(path) { try Folder.remove(path) } else { try WipedFile.remove(path) }
    }
    try database.write { try $0.destroyKeys(at: now) }
    try database.scrub()
    guard try database.setting(Self.finishedName) == nil else { return }
    try database.write { writer in
      try writer.set(Self.finishedName, "\(now.seconds)")
      try writer.append(event)
    }
  }
}
