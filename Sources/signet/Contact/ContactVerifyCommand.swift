import ArgumentParser
import DaemonAPI
import Platform

/// `signet contact verify`
struct ContactVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare the safety number with a contact, and mark it as verified.",
    discussion: """
      The safety number is 60 digits, the same on both sides as long as nobody stands between. Have the other person \
      read theirs to you, in a call or face to face; never over these messages. What you type is compared with what is \
      known here: a number that differs is refused, and then somebody may be in between.

      Without --number it shows the number, and at a terminal asks for the other side's. Blanks do not count.

      Examples:
        $ signet contact verify bob
        $ signet contact verify bob --number "$(cat number.txt)"
      """)

  @Option(help: ArgumentHelp("The number that the other side reads out.", valueName: "number"))
  var number: String?

  @OptionGroup var one: ContactArgument

  func run() async throws {
    let (client, id) = try await one.connect()
    var typed = number
    if typed == nil {
      let known = try await client.safetyNumber(account: id, one.contact)
      if one.common.json { return Answer.json(known) }
      show(known)
      guard Prompt.canAsk else { return }
      typed = Prompt.line("Number of the other side (nothing: leave it as it is): ")
    }
    guard let typed else { return }
    let verified = try await client.changeContact(account: id, one.contact, ContactChange(safetyNumber: typed))
    if one.common.json { return Answer.json(verified) }
    Words.say("\(verified.called) is verified: both sides have the same number.")
  }

  private func show(_ known: SafetyNumber) {
    // Four groups a line, as people read numbers out.
    let groups = known.number.split(separator: " ")
    for start in stride(from: 0, to: groups.count, by: 4) {
      Words.data(groups[start..<min(start + 4, groups.count)].joined(separator: " "))
    }
    Words.say(
      known.verifiedAt.map { "Compared before, \($0.text)." }
        ?? "Have the other person read out theirs (`signet contact verify`): in a call, not over these messages.")
  }
}
