import ArgumentParser
import DaemonAPI
import Platform

/// `signet inbox`
struct InboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inbox",
    abstract: "Show the messages that an account received.",
    discussion: """
      Looks at the account's relays first, then shows the newest messages, oldest first, each with its edits and \
      reactions, and marks them as read. Whatever is here was verified: signed by a device of its author, sealed to \
      you, never seen before. A relay that does not answer is a warning.

      --with shows one conversation, your own messages among it. --refused lists packets that were opened and not \
      believed, and why. Text from others is shown with what cannot be seen spelled out, as \\u{1b}; --json has it exactly.

      Examples:
        $ signet inbox
        $ signet inbox --unread --json
        $ signet inbox --with bob --limit 20
      """)

  @Option(help: ArgumentHelp("Only the conversation with this contact or channel.", valueName: "contact"))
  var with: String?

  @Flag(help: "Only messages that nobody has read yet.")
  var unread = false

  @Option(help: ArgumentHelp("At most so many, 1 to 1000.", valueName: "count"))
  var limit = 100

  @Flag(help: "Do not look at the relays.")
  var offline = false

  @Flag(help: "List packets that were refused instead, and why.")
  var refused = false

  @Flag(help: "Leave what is shown unread.")
  var keepUnread = false

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...1000).contains(limit) else { throw ValidationError("--limit takes 1 to 1000") }
    if refused && (unread || with != nil) { throw ValidationError("--refused goes with neither --with nor --unread") }
  }

  func run() async throws {
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let look = offline ? InboxLook() : try await InboxLook.at(id, of: client)
    if refused { return show(try await client.refusals(account: id), look) }
    let list = try await client.messages(account: id, with: with, limit: limit, unread: unread)
    let report = InboxReport(list, look)
    if common.json {
      Answer.json(report)
    } else {
      for message in list.messages { Words.data(message.lines.joined(separator: "\n")) }
      report.showWarnings()
      if list.messages.isEmpty { Words.say(unread ? "Nothing unread." : "No messages.") }
    }
    if !keepUnread { try await client.markRead(list.messages, account: id) }
  }

  private func show(_ list: RefusalList, _ look: InboxLook) {
    if common.json { return Answer.json(list) }
    for refusal in list.refusals.suffix(limit) {
      Answer.facts([
        ("packet", refusal.hash), ("came", refusal.at.text), ("claims to be from", refusal.from),
      ])
      for failure in refusal.failures { Words.data("  - " + SafeText.line(failure)) }
    }
    if list.refusals.isEmpty { Words.say("No packet was refused.") }
  }
}

extension DaemonClient {
  /// Marks `shown` as read, and nothing else. The mark is a number up to which everything is read, so it stops before
  /// the first message that was not shown: a filter must not hide one for good.
  fileprivate func markRead(_ shown: [InboxMessage], account: String) async throws(ErrorReport) {
    guard let last = shown.map(\.number).max(), shown.contains(where: { !$0.read && !$0.own }) else { return }
    let numbers = Set(shown.map(\.number))
    let unread = try await messages(account: account, limit: 1000, unread: true).messages
    let firstHidden = unread.map(\.number).filter { !numbers.contains($0) }.min()
    let mark = firstHidden.map { min($0 - 1, last) } ?? last
    if unread.contains(where: { $0.number <= mark }) { _ = try await markRead(account: account, upTo: mark) }
  }
}
