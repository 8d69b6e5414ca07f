import ArgumentParser
import DaemonAPI
import Files
import Platform

/// `signet log`
struct LogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show who is in an account, and who said so.",
    discussion: """
      An account's log is made of signed statements: devices that came in or were thrown out, and keys. It is shown in \
      the one order in which every device replays it, with what does not count and why. Names are those that this \
      account gave its devices; a contact's devices are shown by their IDs. With --svg it is drawn, one lane an author.

      Examples:
        $ signet log
        $ signet log --contact bob --verify
        $ signet log --svg log.svg
      """)

  @Option(help: ArgumentHelp("The log of this contact, by name or Jami ID.", valueName: "contact"))
  var contact: String?

  @Flag(help: "Check every signature again.")
  var verify = false

  @Option(help: ArgumentHelp("Write a picture of it to this file.", valueName: "file"))
  var svg: String?

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let list = try await client.statements(account: id, contact: contact, verify: verify)
    if let svg { try AtomicFile.replace(svg, with: Array(LogTimeline(list).svg.utf8)) }
    if common.json {
      Answer.json(list)
    } else {
      show(list)
    }
    if let problems = list.problems, !problems.isEmpty {
      throw CommandError(
        .logDamaged, "\(problems.count) statements are not what was signed; the first is \(problems[0].number)",
        hint: "`signet doctor` says more; the log comes again from the other devices and from a backup")
    }
  }

  private func show(_ list: StatementList) {
    Answer.table(
      ["NUMBER", "SEEN", "AUTHOR", "WHAT", "STANDING"],
      list.statements.map { statement in
        [
          String(statement.number), statement.seenAt.text,
          statement.authorName + (statement.authorNumber.map { " \($0)" } ?? ""), statement.text,
          Self.standing(statement),
        ]
      })
    for fork in list.forks {
      let how = fork.isResolved ? "resolved" : "it is suspended"
      Words.data("fork: \(fork.author.prefix(12)) signed number \(fork.number) twice; \(how)")
    }
    if list.waiting > 0 { Words.data("\(list.waiting) more wait for keys") }
    if list.problems?.isEmpty == true { Words.data("every signature was checked again") }
  }

  private static func standing(_ statement: LogStatement) -> String {
    let fork = statement.forked ? ", forked" : ""
    switch statement.standing {
    case "pending": return "pending until \(statement.until?.text ?? "?")\(fork)"
    case "refused": return "refused: \(statement.failures.joined(separator: ", "))\(fork)"
    default: return statement.standing + fork
    }
  }
}
