import ArgumentParser
import DaemonAPI
import Platform

/// `signet device link`
struct DeviceLinkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link",
    abstract: "Take another machine into the account, by the link that it shows.",
    discussion: """
      LINK is what `signet device join` shows on the new device. That one then shows twelve digits; type them here. \
      There are three tries. Type only digits that you read off a screen before you: somebody who sends you a link and \
      then tells you digits wants to get into your account.

      A leaf, which is the rule, gets keys of its own and the shared ones: it sends and receives, and can be thrown out \
      for good. A full device gets the account's archive as well, with the key that makes the account: whoever has that \
      machine can ask for devices to be let in and throw others out, and keeps that key when it is thrown out itself.

      The archive's password is asked for, since the account's key signs the new device's certificates. In a script the \
      digits come from --digits, or from standard input, one entry a line.

      Examples:
        $ signet device link 'signet:link/1?relay=…&k=…&s=…'
        $ signet device link LINK --role full --password-file ~/ada.password
      """,
    aliases: ["add"])

  enum Role: String, ExpressibleByArgument, CaseIterable {
    case leaf, full
  }

  @Argument(help: "What the new device shows: signet:link/1?…")
  var link: String

  @Option(help: ArgumentHelp("What the new device may do: leaf or full.", valueName: "role"))
  var role = Role.leaf

  @Option(
    help: ArgumentHelp("The digits that the new device shows; without it they are asked for.", valueName: "digits"))
  var digits: String?

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let source = SecretSource(subject: "the account", password: try opening.read())
    let client = try await common.connect()
    let summary = try await client.resolve(account: account.id)
    if role == .full { Self.warnOfFull(summary.displayName) }
    let operation = try await client.link(
      account: summary.id, LinkRequest(link: link, role: role.rawValue, offers: source.offers))
    let typist = DigitsTypist(given: digits, role: role.rawValue)
    let result = try await client.follow(operation, source, json: common.json) { told throws(ErrorReport) in
      try typist.answer(told)
    }
    if common.json { return Answer.json(result) }
    Answer.facts([("device", result.deviceId), ("name", result.deviceName), ("role", result.role)])
    result.warnings.forEach(Words.warn)
  }

  private static func warnOfFull(_ name: String) {
    Words.say(
      "a full device gets the archive of \(name): the account's key, and with it everything that the account can do.\n"
        + "It can add and throw out devices, this one too. A copy of the archive is a copy of the account.")
  }
}
