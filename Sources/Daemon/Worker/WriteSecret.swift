import AccountArchive
import Platform

/// What an archive is written under, with the slow part done: an archive that is written and read back at once would
/// derive the same key twice.
struct WriteSecret {
  let scheme: ArchiveScheme
  private let secret: ArchiveSecret
  private let salt: [UInt8]?

  /// Takes as long as a derivation where `secret` is a password.
  /// - Parameter keepingSalt: 16 bytes, that of the file that is written again; nil takes a fresh one.
  /// - Throws: `ArchiveError`.
  init(_ secret: ArchiveSecret, keepingSalt: [UInt8]? = nil) throws(ArchiveError) {
    scheme = secret.scheme
    guard case .password(let password) = secret else {
      self.secret = secret
      salt = nil
      return
    }
    // Deliberate, as in `ArchiveWriter`: Jami takes an empty password for none, and could not open the file.
    guard password.count > 0 else { throw ArchiveError(.secretUnusable, "an empty password protects nothing") }
    let salt: [UInt8]
    if let keepingSalt { salt = keepingSalt } else { salt = try ArchiveWriter.freshSalt() }
    self.secret = .key(try ArchiveKey.derive(password: password, salt: salt))
    self.salt = salt
  }

  /// Opens what `serialise` wrote, without deriving again.
  var opening: ArchiveSecret { secret }

  /// - Throws: `ArchiveError`.
  func serialise(_ archive: Archive) throws(ArchiveError) -> Secret {
    try ArchiveWriter.serialise(archive, secret: secret, keepingSalt: salt)
  }
}
