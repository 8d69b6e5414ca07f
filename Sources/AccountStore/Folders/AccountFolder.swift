import Files
import Identity
import Platform

/// One account's folder. It keeps the name of the account's first Jami ID for life.
public struct AccountFolder: Sendable, Hashable {
  /// The files that make an account; each must be there.
  public enum File: String, Sendable, Codable, CaseIterable {
    /// Jami's archive, openable by Jami.
    case archive = "archive.gz"
    /// The device key and its chain.
    case device = "device.pem"
    case database = "account.sqlite"
  }

  /// Most bytes of an archive that is read: far more than 64 MiB of JSON text take when compressed.
  static let archiveLimit = 72 << 20

  public let path: String
  public let id: JamiID

  public var archivePath: String { path(of: .archive) }
  public var devicePath: String { path(of: .device) }
  public var databasePath: String { path(of: .database) }

  public func path(of file: File) -> String { path + "/" + file.rawValue }

  /// The device key and its chain.
  /// - Throws: `FileError`, `StoreError.deviceFileDamaged`.
  public func device() throws -> DeviceFile { try DeviceFile.read(devicePath) }

  /// Opens the database.
  /// - Throws: `StoreError`.
  public func database() throws -> AccountDatabase { try AccountDatabase.open(databasePath) }

  /// What is missing or open to others; whether the content is good is not looked at.
  public func inspect() -> [Finding] {
    var findings: [Finding] = []
    for file in File.allCases {
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
