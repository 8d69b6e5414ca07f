import Platform

/// Opens account archives, Jami's and ours, in every form that Jami's own reader takes. `signet-archive(5)` lists them.
public enum ArchiveReader {
  /// Opens the archive in the file at `path`.
  ///
  ///     let opened = try ArchiveReader.open(path: "export.gz", secret: .password(password))
  ///     print(opened.archive.jamiID)
  ///
  /// Needs at most 72 MiB whatever the file holds, and another 64 MiB while a password is stretched (half a second or
  /// more). Nothing of an encrypted archive is looked at before its tag has been found right.
  /// - Throws: `ArchiveError`: one of the failure classes, or `passwordNeeded`, `secretUnusable`, `fileNotFound`,
  ///   `permissionDenied`, `notAFile`, `fileFailed`, `libraryFailed`.
  public static func open(
    path: String, secret: ArchiveSecret, limits: ArchiveLimits = .standard
  ) throws(ArchiveError) -> OpenedArchive {
    try open(FileSource(path: path), secret, limits)
  }

  /// The same for an archive in memory.
  public static func open(
    bytes: Secret, secret: ArchiveSecret, limits: ArchiveLimits = .standard
  ) throws(ArchiveError) -> OpenedArchive {
    try open(MemorySource(bytes), secret, limits)
  }

  private static func open(
    _ source: any ArchiveSource, _ secret: ArchiveSecret, _ limits: ArchiveLimits
  ) throws(ArchiveError) -> OpenedArchive {
    let unpacked = try ArchiveUnpacker(source: source, limits: limits).unpack(secret)
    var archive = try ArchiveAssembler.assemble(unpacked.text, limits: limits)
    if unpacked.hasTrailingBytes {
      archive.warnings.append(
        ArchiveWarning(.trailingBytes, "bytes behind the end of the compressed archive were ignored"))
    }
    if unpacked.layout.legacyTag {
      archive.warnings.append(
        ArchiveWarning(.legacyTag, "the archive is sealed the way it was done before 2019; write it again"))
    }
    return OpenedArchive(archive: archive, layout: unpacked.layout, salt: unpacked.salt)
  }

  /// Whether the file at `path` needs a password or key, told by its first bytes; nil when it is no archive at all.
  /// - Throws: `ArchiveError` where the file cannot be read.
  public static func isEncrypted(path: String, limits: ArchiveLimits = .standard) throws(ArchiveError) -> Bool? {
    try ArchiveUnpacker(source: FileSource(path: path), limits: limits).isEncrypted()
  }
}
