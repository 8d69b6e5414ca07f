import ArgumentParser
import DaemonAPI
import Platform

/// `signet history`
struct HistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show what happened to an account.",
    discussion: """
      Oldest first: created, backed up, restored, password changed, devices named and renewed. Nothing secret is in it.

      Examples:
        $ signet history
        $ signet history --after 12 --limit 100 --json
      """)

  @Option(help: ArgumentHelp("Only entries after this number.", valueName: "number"))
  var after: Int64 = 0

  @Option(help: ArgumentHelp("At most so many entries, 1 to 1000.", valueName: "count"))
  var limit = 1000

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...1000).contains(limit) else { throw ValidationError("--limit takes 1 to 1000") }
    guard after >= 0 else { throw ValidationError("--after takes a number of an entry") }
  }

  func run() async throws {
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let list = try await client.log(account: id, after: after, limit: limit)
    if common.json { return Answer.json(list) }
    Answer.table(
      ["NUMBER", "TIME", "EVENT", "WHAT"],
      list.events.map { [String($0.number), $0.at.text, $0.kind, $0.text] })
  }
}
