import ArgumentParser
import DaemonAPI
import Platform

/// `signet recovery status`
struct RecoveryStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show whether there is a recovery kit, and which of its shares were rehearsed.",
    discussion: """
      Shows what this device knows of the kit. Nothing in it helps to get at the words.

      Examples:
        $ signet recovery status
        $ signet recovery status --json
      """)

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let status = try await client.recovery(account: try await client.resolve(account: account.id).id)
    if common.json { return Answer.json(status) }
    Answer.facts([
      ("recovery", status.state), ("shares", status.count.map { "\(status.threshold ?? 1) of \($0)" }),
      ("made", status.madeAt?.text), ("recovery key", status.recoveryKey),
    ])
    for share in status.rehearsed { Answer.facts([("share \(share.number)", "rehearsed \(share.at.text)")]) }
    Words.say(RecoveryWords.progress(of: status))
  }
}
