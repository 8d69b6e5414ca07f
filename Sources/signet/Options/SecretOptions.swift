import ArgumentParser
import DaemonAPI
import Platform

/// What opens the archive that a command reads.
struct OpeningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Read the password from FILE; one final line feed is not part of it.", valueName: "file"),
    completion: .file())
  var passwordFile: String?

  @Option(
    help: ArgumentHelp("Read the raw archive key (32 bytes, or base64 or hex) from FILE.", valueName: "file"),
    completion: .file())
  var archiveKeyFile: String?

  func validate() throws {
    try refuseTwo(of: ["--password-file": passwordFile != nil, "--archive-key-file": archiveKeyFile != nil])
  }

  /// The secret from its file; nil when none was named.
  func read() throws(ErrorReport) -> HandedSecret? {
    if let passwordFile { return try SecretFile.password(at: passwordFile) }
    if let archiveKeyFile { return try SecretFile.key(at: archiveKeyFile) }
    return nil
  }
}

/// What will protect the archive that a command writes, where it can differ from what opened it.
struct NewSecretOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Read the new password from FILE.", valueName: "file"), completion: .file())
  var newPasswordFile: String?

  @Option(help: ArgumentHelp("Read the new raw archive key from FILE.", valueName: "file"), completion: .file())
  var newArchiveKeyFile: String?

  @Flag(help: "Write it without a password: whoever has the file has the account.")
  var noPassword = false

  func validate() throws {
    try refuseTwo(of: [
      "--new-password-file": newPasswordFile != nil, "--new-archive-key-file": newArchiveKeyFile != nil,
      "--no-password": noPassword,
    ])
  }

  /// The new secret; nil when the command line says nothing about it.
  func read() throws(ErrorReport) -> HandedSecret? {
    try readNew(password: newPasswordFile, key: newArchiveKeyFile, none: noPassword)
  }
}

/// What will protect a new account. Here the first password is the new one, so both names of the option will do.
struct FirstSecretOptions: ParsableArguments {
  @Option(
    name: [.long, .customLong("new-password-file")],
    help: ArgumentHelp("Read the account's password from FILE.", valueName: "file"), completion: .file())
  var passwordFile: String?

  @Option(
    name: [.long, .customLong("new-archive-key-file")],
    help: ArgumentHelp("Protect the account by the raw archive key in FILE instead.", valueName: "file"),
    completion: .file())
  var archiveKeyFile: String?

  @Flag(help: "Make an account without a password: whoever has its files has the account.")
  var noPassword = false

  func validate() throws {
    try refuseTwo(of: [
      "--password-file": passwordFile != nil, "--archive-key-file": archiveKeyFile != nil,
      "--no-password": noPassword,
    ])
  }

  /// The secret; nil when the command line says nothing about it.
  func read() throws(ErrorReport) -> HandedSecret? {
    try readNew(password: passwordFile, key: archiveKeyFile, none: noPassword)
  }
}

/// What opens the account that is here, where a file with another password is merged into it.
struct AccountSecretOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("With --merge: read the password of the account here from FILE.", valueName: "file"),
    completion: .file())
  var accountPasswordFile: String?

  @Option(
    help: ArgumentHelp("With --merge: read the raw archive key of the account here.", valueName: "file"),
    completion: .file())
  var accountArchiveKeyFile: String?

  func validate() throws {
    try refuseTwo(of: [
      "--account-password-file": accountPasswordFile != nil,
      "--account-archive-key-file": accountArchiveKeyFile != nil,
    ])
  }

  /// The secret from its file; nil when none was named.
  func read() throws(ErrorReport) -> HandedSecret? {
    if let accountPasswordFile { return try SecretFile.password(at: accountPasswordFile) }
    if let accountArchiveKeyFile { return try SecretFile.key(at: accountArchiveKeyFile) }
    return nil
  }
}

private func readNew(password: String?, key: String?, none: Bool) throws(ErrorReport) -> HandedSecret? {
  if none { return HandedSecret.none }
  if let key { return try SecretFile.key(at: key) }
  guard let password else { return nil }
  let secret = try SecretFile.password(at: password)
  if case .password(let bytes) = secret, bytes.count == 0 { throw Prompt.empty }
  return secret
}

private func refuseTwo(of options: KeyValuePairs<String, Bool>) throws {
  let given = options.filter(\.value).map(\.key)
  if given.count > 1 { throw ValidationError("\(given.joined(separator: " and ")) exclude each other") }
}
