import ArgumentParser
import DaemonAPI
import Files

/// `signet lock`
struct LockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock",
    abstract: "End every process that may hold a secret.",
    discussion: """
      Archives and passwords are opened only in short-lived workers. lock ends those that still wait for a password, \
      and waits for those that are at work. After it no process of Signet holds a password or an account key. The \
      signing agents of all accounts are locked as well: they sign and open no message until `signet unlock`, also after \
      the daemon was started anew. Where there is no account there is nothing to lock, and no daemon is started.

      Examples:
        $ signet lock
        $ signet lock --json
      """)

  @OptionGroup var common: CommonOptions

  func run() async throws {
    var client = try DaemonClient(home: common.home)
    let isAnythingHere = FileReader.exists(client.location.dataFolder + "/accounts")
    // Without a daemon no secret is held, but an agent would work again as soon as one is started.
    if isAnythingHere { client = try await common.connect() }
    let answer =
      DaemonLauncher.isRunning(at: client.location)
      ? try await client.lock() : LockAnswer(locked: true, ended: 0, finished: 0, agents: 0)
    if common.json { return Answer.json(answer) }
    Words.say(
      "Locked: \(answer.ended) waiting operations ended, \(answer.finished) finished, \(answer.agents) signing agents "
        + "sign and open nothing until `signet unlock`.")
  }
}
