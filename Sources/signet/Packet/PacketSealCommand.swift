import ArgumentParser
import DaemonAPI

/// `signet packet seal`
struct PacketSealCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seal",
    abstract: "Sign and seal a message, and print the packets instead of sending them.",
    discussion: """
      Prints one packet a line, for each recipient one; with --json one object that names the message too. The signing \
      agent signs a message by its fields and nothing else. Nothing is sent, and nothing is kept in a conversation.

      Examples:
        $ signet packet seal --to bob --content "hello"
        $ signet packet seal --recipient key.pem --content - < text.md
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Contacts: Jami IDs, beginnings of them, or names.", valueName: "contact"))
  var to: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Files with RSA public keys of 4096 bits, PEM or base64.", valueName: "file"),
    completion: .file())
  var recipient: [String] = []

  @Option(help: ArgumentHelp("The content; - takes it from standard input, at most 256 KiB.", valueName: "text"))
  var content: String

  @Option(help: ArgumentHelp("MESSAGE, EDIT, DELETE or REACT.", valueName: "type"))
  var type = "MESSAGE"

  @Option(help: ArgumentHelp("The channel. Without it: the one with a single contact, else new.", valueName: "uuid"))
  var channel: String?

  @Option(help: ArgumentHelp("Id of the message that it is about, or is.", valueName: "id"))
  var about: String?

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if to.isEmpty && recipient.isEmpty { throw ValidationError("--to or --recipient says for whom it is") }
  }

  func run() async throws {
    var request = PacketRequest(type: type, content: try MessageText.from([content]))
    request.channel = channel
    request.id = about
    request.to = to
    request.recipients = try recipient.map { try PacketFile.recipient(at: $0) }
    let client = try await common.connect()
    let sealed = try await client.seal(account: try await client.resolve(account: account.id).id, request)
    if common.json { return Answer.json(sealed) }
    sealed.packets.forEach(Answer.json)
  }
}
