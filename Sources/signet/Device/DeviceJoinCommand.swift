import ArgumentParser
import DaemonAPI
import Files
import Platform

/// `signet device join`
struct DeviceJoinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "Make this machine a device of an account that another device has.",
    discussion: """
      Shows a link; give it to the other device, `signet device link LINK` there, or let it scan the QR code. When that \
      one has answered, this machine shows twelve digits: type them on the other device. Whoever has seen the link alone \
      has nothing. The link is good for five minutes and for one device.

      The other device decides whether this one becomes a leaf, which holds its own keys and the shared ones, or a \
      full device, which holds the account's archive as well. The keys of this device are made here and never leave it.

      The relay is where both devices meet; it sees sealed packets only. --qr draws the link as a QR code in the \
      terminal (where a person sits at one it is drawn anyway), --png and --svg write one to a file, which must not be \
      there yet and is removed at the end: the link is of no use after that.

      A machine without network writes a request with --request and shows sixteen digits, which are in no file and are \
      typed on the other device. What that one writes, --approval takes in here. A request is good for a week; it is \
      described in signet-request(5).

      Where the account is here already, the machine takes the place of the device that it is: contacts and messages \
      stay, and the old entry is superseded once the new one has signed. With --request, say which account with \
      --account.

      Examples:
        $ signet device join --relay https://relay.example:8443
        $ signet device join --relay http://192.0.2.7:3000 --device-name laptop
        $ signet device join --request /media/stick/laptop.request
        $ signet device join --approval /media/stick/laptop.approval
      """)

  @Option(help: ArgumentHelp("Where both devices meet: http://HOST:PORT or https://HOST:PORT.", valueName: "url"))
  var relay: String?

  @Option(
    help: ArgumentHelp("Write what this machine asks for to FILE, without network.", valueName: "file"),
    completion: .file())
  var request: String?

  @Option(
    help: ArgumentHelp("Take in the approval of a request, from FILE.", valueName: "file"), completion: .file())
  var approval: String?

  @Option(help: ArgumentHelp("Name of this device. Without it: the machine's name.", valueName: "name"))
  var deviceName: String?

  @Flag(name: .customLong("qr"), help: "Draw the link as a QR code in the terminal.")
  var drawsCode = false

  @Option(help: ArgumentHelp("Write the link's QR code to FILE, as PNG.", valueName: "file"), completion: .file())
  var png: String?

  @Option(help: ArgumentHelp("Write the link's QR code to FILE, as SVG.", valueName: "file"), completion: .file())
  var svg: String?

  @OptionGroup var token: TokenOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard [relay, request, approval].count(where: { $0 != nil }) == 1 else {
      throw ValidationError("one of --relay, --request and --approval is needed")
    }
    if relay == nil, drawsCode || png != nil || svg != nil {
      throw ValidationError("a QR code is that of a link, which takes --relay")
    }
    if approval != nil, deviceName != nil || token.token != nil {
      throw ValidationError("the name and the keys are those of the request")
    }
    if request == nil, account.id != nil { throw ValidationError("--account is for --request") }
  }

  func run() async throws {
    for path in [png, svg].compactMap({ $0 }) where FileReader.exists(path) {
      throw FileError(
        .fileExists, path: path, "\(path) is there already", hint: "choose another name, or remove it")
    }
    let source = SecretSource(subject: "the account", tokenPIN: try token.pin.read())
    let client = try await common.connect()
    var again: String?
    if let id = account.id { again = try await client.resolve(account: id).id }
    let operation = try await client.join(
      JoinRequest(
        relay: relay, request: request.map(WorkingFolder.absolute), approval: approval.map(WorkingFolder.absolute),
        deviceName: deviceName, token: token.token, account: again))
    let codes = LinkCodes(png: png, svg: svg, isDrawn: !common.json && (drawsCode || Words.outputIsTerminal))
    defer { codes.remove() }
    var shown = LinkProgress()
    let result = try await client.follow(operation, source, json: common.json) {
      told throws(ErrorReport) in
      try show(told, after: shown, codes)
      shown = told
      return nil
    }
    if common.json { return Answer.json(result) }
    if let digits = result.digits {
      Words.data(digits)
      return Words.say(
        "these digits are in no file: note them, and type them on the other device, where you say\n"
          + "  signet device link --request FILE --approval FILE")
    }
    Answer.facts([
      ("account", result.id), ("device", result.deviceId), ("name", result.displayName),
      ("device name", result.deviceName), ("role", result.role),
      ("supersedes", result.supersedes),
    ])
    result.warnings.forEach(Words.warn)
  }

  private func show(_ told: LinkProgress, after shown: LinkProgress, _ codes: LinkCodes) throws(ErrorReport) {
    if let link = told.link, shown.link == nil {
      try codes.write(link)
      if common.json {
        Answer.json(ShownLink(link: link))
      } else {
        Words.data(link)
        Words.say("give this link to the other device: signet device link LINK")
      }
    }
    if let digits = told.digits, shown.digits == nil {
      if common.json {
        Answer.json(ShownDigits(digits: digits))
      } else {
        Words.data(digits)
        Words.say("type these digits on the other device")
      }
    }
  }

  private struct ShownLink: Encodable {
    let link: String
  }

  private struct ShownDigits: Encodable {
    let digits: String
  }
}
