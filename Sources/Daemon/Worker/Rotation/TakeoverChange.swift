import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing

extension Workbench {
  /// Opens an account's own archive, once an account key that another device made and handed over has come into it: it
  /// could not before, where the archive has a password.
  /// - Throws: `ArchiveError`; what changing the account throws.
  func openPresent(_ folder: AccountFolder, with secret: ArchiveSecret) throws -> OpenedArchive {
    try present(try open(folder.archivePath, with: secret), of: folder, secret)
  }

  /// The same for one that is open.
  /// - Throws: as the other.
  func present(_ opened: OpenedArchive, of folder: AccountFolder, _ secret: ArchiveSecret) throws -> OpenedArchive {
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    guard let takeover = try AccountTakeover(database, now: .now()) else { return opened }
    let archive: Archive
    do {
      archive = try takeover.archive(opened.archive)
    } catch let error as SealingError where error.kind == .packetUnreadable {
      // Too many rotations were missed: this device is linked again, and until then has what it had.
      return opened
    }
    let writing = try WriteSecret(secret, keepingSalt: opened.salt)
    try takeOver(takeover, folder, database, archive: archive, writing)
    return try ArchiveReader.open(path: folder.archivePath, secret: writing.opening)
  }

  /// Goes over to the account's new key: files and records together, or not at all.
  /// - Parameter archive: as it will be; nil on a leaf.
  /// - Throws: what changing the account throws.
  func takeOver(
    _ takeover: AccountTakeover, _ folder: AccountFolder, _ database: AccountDatabase, archive: Archive? = nil,
    _ secret: WriteSecret? = nil
  ) throws {
    let file = try folder.device()
    var files: [AccountFolder.File: Secret] = [.device: try takeover.deviceFile(file)]
    if let archive, let secret { files[.archive] = try secret.serialise(archive) }
    try AccountChange(.accountRotation, of: folder, in: data, id: try newChangeID(), now: .now()).run(
      files: files, event: takeover.event, database: database,
      check: { file, path in
        switch file {
        case .archive:
          if let archive, let secret { try readBack(path, with: secret.opening, expecting: archive) }
        case .device: _ = try DeviceFile.read(path)
        case .database, .leafMark: break
        }
      },
      record: { try takeover.save($0, archive: archive) })
  }
}
