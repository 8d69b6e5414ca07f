import ArgumentParser
import DaemonAPI

/// `signet lock`
struct LockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock",
    abstract: "End every process that may hold a secret.",
    discussion: """
      Archives and passwords are opened only in short-lived workers. lock ends those that still wait for a password, \
      and waits for those that are at work. After it no process of Signet holds a password or an account key. Where no \
      daemon runs there is nothing to lock, and none is started.

      Examples:
        $ signet lock
        $ signet lock --json
      """)

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try DaemonClient(home: common.home)
    let answer =
      DaemonLauncher.isRunning(at: client.location)
      ? try await client.lock() : LockAnswer(locked: true, ended: 0, finished: 0)
    if common.json { return Answer.json(answer) }
    Words.say("Locked: \(answer.ended) waiting operations ended, \(answer.finished) finished.")
  }
}
