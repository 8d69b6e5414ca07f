import Files
import Identity
import Platform

/// One account's folder. It keeps the name of the account's first Jami ID for life.
public struct AccountFolder: Sendable, Hashable {
  /// The files that make an account. A full device has the archive, a leaf the mark; all else must be there.
  public enum File: String, Sendable, Codable, CaseIterable {
    /// Jami's archive, openable by Jami.
    case archive = "archive.gz"
    /// The device key and its chain.
    case device = "device.pem"
    case database = "account.sqlite"
    /// Empty; says that the device is a leaf.
    case leafMark = "leaf"
    /// Empty; says that this device was thrown out and its keys are destroyed, or being destroyed.
    case destroyedMark = "keys-destroyed"

    /// Whether an account of this kind has it.
    func isExpected(isLeaf: Bool, isDestroyed: Bool) -> Bool {
      switch self {
      case .archive: !isLeaf && !isDestroyed
      case .device: !isDestroyed
      case .leafMark: isLeaf
      case .destroyedMark: isDestroyed
      case .database: true
      }
    }
  }

  /// Most bytes of an archive that is read: far more than 64 MiB of JSON text take when compressed.
  static let archiveLimit = 72 << 20

  public let path: String
  public let id: JamiID

  /// Whether this device is a leaf: the folder then has no archive, and a mark that says so.
  ///
  /// Deliberate: a file and not the database's word. A full device whose archive is lost must not look like a leaf, also
  /// where the database cannot be read.
  public var isLeaf: Bool { FileReader.exists(leafMarkPath) }
  var leafMarkPath: String { path(of: .leafMark) }

  /// Whether this device's keys are destroyed, or a destruction of them has begun, which is then carried through.
  public var keysAreDestroyed: Bool { FileReader.exists(path(of: .destroyedMark)) }

  /// - Throws: `StoreError.keysDestroyed`.
  public func requireKeys() throws(StoreError) {
    guard keysAreDestroyed else { return }
    throw StoreError(
      .keysDestroyed, "this device was thrown out of the account, and its keys are destroyed",
      hint: "`signet device join` makes it a device again, with new keys; `signet account forget` removes the rest")
  }

  /// The archive's bytes, as they stand.
  /// - Throws: `FileError`.
  public func archiveBytes() throws(FileError) -> Secret {
    try FileReader.readSecret(archivePath, limit: Self.archiveLimit)
  }

  /// - Throws: `StoreError.leafDevice`, `keysDestroyed`.
  public func requireArchive() throws(StoreError) {
    try requireKeys()
    guard isLeaf else { return }
    throw StoreError(
      .leafDevice, "this device is a leaf: it does not hold the account's archive",
      hint: "do it on a full device; `signet device list` shows which ones are")
  }

  public var archivePath: String { path(of: .archive) }
  public var devicePath: String { path(of: .device) }
  public var databasePath: String { path(of: .database) }

  public func path(of file: File) -> String { path + "/" + file.rawValue }

  /// The device key and its chain.
  /// - Throws: `FileError`, `StoreError.deviceFileDamaged`, `keysDestroyed`.
  public func device() throws -> DeviceFile {
    try requireKeys()
    return try DeviceFile.read(devicePath)
  }

  /// Opens the database.
  /// - Throws: `StoreError`.
  public func database() throws -> AccountDatabase { try AccountDatabase.open(databasePath) }

  /// What is missing or open to others; whether the content is good is not looked at.
  public func inspect() -> [Finding] {
    var findings: [Finding] = []
    let (isLeaf, isDestroyed) = (isLeaf, keysAreDestroyed)
    for file in File.allCases where file.isExpected(isLeaf: isLeaf, isDestroyed: isDestroyed) {
      do throws(FileError) {
        let status = try FileReader.status(path(of: file))
        if status.mode & 0o077 != 0 {
          findings.append(
            Finding(
              .permissionsTooWide, subject: path(of: file), "others may read \(file.rawValue)",
              cure: "chmod 600 '\(path(of: file))'"))
        }
      } catch {
        findings.append(Finding(.accountIncomplete, subject: id.text, error.reason))
      }
    }
    return findings
  }
}
