import GnuTLS
import Platform

/// Writes account archives in the form in which jamid itself writes them.
public enum ArchiveWriter {
  /// The bytes of an archive file: gzip of the JSON text, or `salt ‖ iv ‖ AES-256-GCM(zlib of it) ‖ tag`.
  ///
  ///     let file = try ArchiveWriter.serialise(archive, secret: .password(password))
  ///     try AtomicFile.replace(path, with: file)
  ///
  /// Salt and iv are fresh at each call. Under a password it takes as long as opening does.
  /// - Parameter keepingSalt: 16 bytes to use instead of a fresh salt. Newer Jami keeps the salt of a file that it
  ///   writes again; the iv is fresh all the same.
  /// - Throws: `ArchiveError.secretUnusable` for an empty password or a key that is not 32 bytes; `tooLarge`;
  ///   `libraryFailed`.
  public static func serialise(
    _ archive: Archive, secret: ArchiveSecret, keepingSalt: [UInt8]? = nil
  ) throws(ArchiveError) -> Secret {
    switch secret {
    case .none: return try compressed(archive, .none, as: .gzip)
    case .password(let password):
      // Deliberate: Jami takes an empty password for none, and could not open the file.
      guard password.count > 0 else { throw ArchiveError(.secretUnusable, "an empty password protects nothing") }
      let salt = try usable(keepingSalt)
      return try encrypted(archive, .password, key: ArchiveKey.derive(password: password, salt: salt), salt: salt)
    case .key(let key):
      guard key.count == ArchiveKey.size else {
        throw ArchiveError(.secretUnusable, "an archive key has \(ArchiveKey.size) bytes, this has \(key.count)")
      }
      return try encrypted(archive, .key, key: key, salt: usable(keepingSalt))
    }
  }

  private static func compressed(
    _ archive: Archive, _ scheme: ArchiveScheme, as compression: ArchiveLayout.Compression
  ) throws(ArchiveError) -> Secret {
    let members = try Failures.wrap { try archive.members(for: scheme) }
    let sink = try DeflatingWriter(compression, limit: ArchiveLimits.standard.inflatedBytes)
    try MemberWriter(sink).write(members)
    return try sink.finish()
  }

  private static func encrypted(
    _ archive: Archive, _ scheme: ArchiveScheme, key: Secret, salt: [UInt8]
  ) throws(ArchiveError) -> Secret {
    let text = try compressed(archive, scheme, as: .zlib)
    return try Failures.wrap {
      let iv = try Random.bytes(ArchiveFrame.ivSize)
      let sealed = try text.withBytes { bytes throws -> [UInt8] in
        try AES256GCM.seal(bytes, key: key, iv: iv, aad: [])
      }
      return try Secret(copying: salt + iv + sealed)
    }
  }

  private static func usable(_ kept: [UInt8]?) throws(ArchiveError) -> [UInt8] {
    guard let kept else { return try freshSalt() }
    precondition(kept.count == ArchiveKey.saltSize, "the salt of an archive has 16 bytes")
    return kept
  }

  /// 16 random bytes that do not begin like gzip or JSON: nothing else tells readers that a file is encrypted.
  /// - Throws: `ArchiveError.libraryFailed`.
  public static func freshSalt() throws(ArchiveError) -> [UInt8] {
    while true {
      let salt = try Failures.wrap { try Random.bytes(ArchiveKey.saltSize) }
      if !salt.starts(with: ArchiveFrame.gzipMagic) && salt[0] != UInt8(ascii: "{") { return salt }
    }
  }
}
