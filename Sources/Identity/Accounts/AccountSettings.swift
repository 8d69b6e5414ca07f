import AccountArchive

/// The settings that an archive of Signet's carries, by Jami's names.
///
/// Deliberate: only what an account cannot do without. Jami applies an archive's settings over its own at import, and
/// what is not there keeps that Jami's defaults (ports, codecs, TURN servers), which are better than ours.
enum AccountSettings {
  static func apply(
    to archive: inout Archive, id: JamiID, displayName: String, hasPassword: Bool
  ) throws {
    let values = [
      ("Account.type", "RING"),
      ("Account.enable", "true"),
      ("Account.username", id.text),
      ("Account.alias", displayName),
      ("Account.hostname", "bootstrap.jami.net"),
      // Empty: no JAMS server manages the account, and names are looked up at Jami's own server.
      ("Account.managerUri", ""),
      ("RingNS.uri", ""),
      (Archive.Setting.displayName, displayName),
      (Archive.Setting.hasPassword, hasPassword ? "true" : "false"),
    ]
    for (key, value) in values { try archive.set(key, to: value) }
  }
}

extension AccountSettings {
  /// The ID that Jami goes by. An archive that names none, as Jami's own may, goes on without.
  static func name(_ id: JamiID, in archive: inout Archive) throws {
    guard archive.setting("Account.username") != nil else { return }
    try archive.set("Account.username", to: id.text)
  }
}

extension Archive {
  /// Notes in the archive whether the file that it is written to has a password, as Jami does.
  /// - Throws: `SystemError.memoryUnavailable`.
  public mutating func noteScheme(_ scheme: ArchiveScheme) throws {
    try set(Archive.Setting.hasPassword, to: scheme == .none ? "false" : "true")
  }
}
