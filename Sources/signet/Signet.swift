import ArgumentParser
import DaemonAPI
import Platform

/// The root of the command line: no work of its own, only the list of commands.
struct Signet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signet",
    abstract: "Keep one account and all the devices it lives on.",
    discussion: """
      An account is one identity, known by its Jami ID. A device is one installation of it. Signet makes the keys and \
      certificates, keeps them in Jami's own archive.gz, backs them up and proves that the backup opens. It signs and \
      seals messages to contacts, and sends them over a mesh of relays that nobody has to trust.

      Words to people go to standard error, data to standard output. Every command takes --json for one JSON object.

      Exit statuses: 0 done, 1 failed, 2 refused by policy, 3 wrong password or damaged file, 4 something expires \
      within 7 days (status, forecast), 5 the daemon or the network does not answer, 64 the command line is wrong.

      Examples:
        $ signet account create --name Ada
        $ signet backup create ~/ada.gz
        $ signet relay add http://relay.example.net:8080
        $ signet send bob "hello"
      """,
    version: SignetVersion.text,
    subcommands: [
      AccountGroup.self, BackupGroup.self, DeviceGroup.self, KeyGroup.self, RecoveryGroup.self, RecoverCommand.self,
      RevokeCommand.self, ContactGroup.self, InviteCommand.self, SendCommand.self, InboxCommand.self,
      WatchCommand.self, EditCommand.self, DeleteCommand.self, ReactCommand.self, ChannelGroup.self, RelayGroup.self,
      PacketGroup.self, StatusCommand.self, LockCommand.self, UnlockCommand.self, DoctorCommand.self,
      ForecastCommand.self, LogCommand.self, HistoryCommand.self, DaemonGroup.self, DemoCommand.self,
    ])
}

/// Starts, runs one command, and ends with its status.
@main
enum Program {
  static func main() async {
    Hardening.apply()
    do {
      var command = try Signet.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      Ending.exit(after: error)
    }
  }
}
