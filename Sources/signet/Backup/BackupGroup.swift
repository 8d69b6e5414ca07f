import ArgumentParser

/// `signet backup …`
struct BackupGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Back accounts up into archive files, prove them, look into them, restore them.",
    discussion: """
      A backup is a file in Jami's archive format (archive.gz, export.gz): Jami opens what Signet writes, and Signet \
      opens what Jami wrote. verify, inspect and password work on any such file, without a daemon and without an \
      account here.

      Examples:
        $ signet backup create ~/ada.gz
        $ signet backup inspect ~/Downloads/export.gz
        $ signet backup restore ~/Downloads/export.gz
      """,
    subcommands: [
      BackupCreateCommand.self, BackupVerifyCommand.self, BackupInspectCommand.self, BackupPasswordCommand.self,
      BackupRestoreCommand.self,
    ])
}
