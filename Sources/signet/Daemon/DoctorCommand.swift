import ArgumentParser
import DaemonAPI

/// `signet doctor`
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look for what is not as it should be, and name the cure.",
    discussion: """
      Looks at every account, the data folder and the machine. Each finding has an ID, a cause, and the command that \
      cures it, to be typed as it stands. Ends with status 1 when something does not work (severity problem), else 0.

      Examples:
        $ signet doctor
        $ signet doctor --json
      """)

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let answer = try await common.connect().doctor()
    if common.json {
      Answer.json(answer)
    } else {
      answer.findings.forEach(show)
      if answer.findings.isEmpty { Words.say("Nothing found: everything is as it should be.") }
    }
    if answer.findings.contains(where: { $0.severity == .problem }) { throw ExitCode(ExitTable.failed) }
  }

  private func show(_ finding: Finding) {
    Answer.facts([
      ("\(finding.severity.rawValue)", finding.id), ("account", finding.account), ("cause", finding.cause),
      ("cure", finding.cure),
    ])
    Words.data("")
  }
}
