import AccountArchive
import AccountStore
import DaemonAPI
import Platform

/// An account's own archive, open, with what opened it.
struct OwnArchive {
  let opened: OpenedArchive
  let secret: ArchiveSecret
  /// All that was handed over.
  let handed: [SecretSlot: ArchiveSecret]

  /// The keys that the account lacks.
  func keys(_ bench: Workbench, _ folder: AccountFolder) -> KeyMaking? {
    KeyMaking.ifNeeded(
      bench, folder, opened.archive, writing: { try WriteSecret(secret, keepingSalt: opened.salt) })
  }
}

extension Workbench {
  /// Asks for the password of the account's own archive where it has one, and opens it.
  /// - Parameters:
  ///   - offers: the password is asked for as well where it is among these.
  ///   - more: what else to ask for at the same time.
  /// - Throws: as `collect` and `open`.
  func openOwn(_ folder: AccountFolder, offers: [SecretSlot], more: [SecretSlot] = []) throws -> OwnArchive {
    var slots = offers.filter { $0 == .password } + more
    if try ArchiveReader.isEncrypted(path: folder.archivePath) == true { slots.append(.password) }
    let handed = try collect(slots)
    let secret = handed[.password] ?? ArchiveSecret.none
    return OwnArchive(opened: try openPresent(folder, with: secret), secret: secret, handed: handed)
  }
}
