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

      A machine without network writes a request into a file, `signet device join --request FILE`; --request takes it, \
      and --approval names the file to write for it. The sixteen digits that the machine has shown are typed here all \
      the same. The device is in the account from then on, and the same request can be approved again.

      A device that was itself added less than a day ago may link others, but nobody counts those before that day is \
      over, unless an older device or the recovery key countersigns; you are told.

      Examples:
        $ signet device link 'signet:link/1?relay=…&k=…&s=…'
        $ signet device link LINK --role full --password-file ~/ada.password
        $ signet device link --request laptop.request --approval laptop.approval
      """,
    aliases: ["add"])

  enum Role: String, ExpressibleByArgument, CaseIterable {
    case leaf, full
  }

  @Argument(help: "What the new device shows: signet:link/1?…")
  var link: String?

  @Option(
    help: ArgumentHelp("What the new device has written, in place of a link.", valueName: "file"),
    completion: .file())
  var request: String?

  @Option(
    help: ArgumentHelp("Write the approval of the request to FILE.", valueName: "file"), completion: .file())
  var approval: String?

  @Option(help: ArgumentHelp("What the new device may do: leaf or full.", valueName: "role"))
  var role = Role.leaf

  @Option(
    help: ArgumentHelp("The digits that the new device shows; without it they are asked for.", valueName: "digits"))
  var digits: String?

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (link == nil) == (request != nil) else {
      throw ValidationError("a link is needed, or --request and --approval")
    }
    guard (request == nil) == (approval == nil) else {
      throw ValidationError("--request and --approval go together")
    }
  }

  private var files: LinkFiles? {
    guard let request, let approval else { return nil }
    return LinkFiles(request: WorkingFolder.absolute(request), approval: WorkingFolder.absolute(approval))
  }

  func run() async throws {
    let source = SecretSource(subject: "the account", password: try opening.read())
    let client = try await common.connect()
    let summary = try await client.resolve(account: account.id)
    if role == .full { Self.warnOfFull(summary.displayName) }
    let operation = try await client.link(
      account: summary.id, LinkRequest(link: link ?? "", files: files, role: role.rawValue, offers: source.offers))
    let typist = DigitsTypist(given: digits, role: role.rawValue, groups: files == nil ? "three" : "four")
    let result = try await client.follow(operation, source, json: common.json) { told throws(ErrorReport) in
      try typist.answer(told)
    }
    if common.json { return Answer.json(result) }
    Answer.facts([
      ("device", result.deviceId), ("name", result.deviceName), ("role", result.role), ("file", result.path),
      ("supersedes", result.supersedes), ("pending until", result.pendingUntil.map { UnixTime(seconds: $0).text }),
    ])
    result.warnings.forEach(Words.warn)
  }

  private static func warnOfFull(_ name: String) {
    Words.say(
      "a full device gets the archive of \(name): the account's key, and with it everything that the account can do.\n"
        + "It can add and throw out devices, this one too. A copy of the archive is a copy of the account.")
  }
}
