import ArgumentParser
import DaemonAPI

/// `signet send`
struct SendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Send a message to a contact or a group.",
    discussion: """
      The daemon signs the message, seals it to each recipient and keeps it in the outbox, durably, before this command \
      ends. It tries until a relay took it and another one has it too: a relay that is down, and a daemon that is \
      killed, only delay it. `state` tells how far it is: queued, sent (a relay has it), confirmed (another relay has \
      it as well), waiting (for the contact's key).

      --wait SECONDS waits until it is confirmed, and ends with status 5 where it is not by then; it stays in the \
      outbox. With one relay alone nothing can be confirmed.

      --file with --url appends a link to a file that you have put at URL, with the SHA-256 of FILE for the reader to \
      check it by. Nothing is uploaded. A message to yourself is a note.

      Examples:
        $ signet send bob "hello"
        $ git log -1 | signet send "Book club" - --wait 30
        $ signet send bob Look: --file a.pdf --url https://example.net/a.pdf
      """)

  @Argument(help: "A contact (Jami ID, a beginning of it, or name) or a channel (UUID or name).")
  var recipient: String

  @Argument(help: "The text; - takes it from standard input, at most 256 KiB.")
  var text: [String] = []

  @Option(help: ArgumentHelp("Append a link to this file. Needs --url.", valueName: "file"), completion: .file())
  var file: String?

  @Option(help: ArgumentHelp("Where the file can be fetched.", valueName: "url"))
  var url: String?

  @Flag(help: "The file is an image, to be shown in the text.")
  var image = false

  @Option(help: ArgumentHelp("Wait so long until a second relay has it.", valueName: "seconds"))
  var wait: Int?

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (file == nil) == (url == nil) else { throw ValidationError("--file and --url belong together") }
    if image && file == nil { throw ValidationError("--image belongs to --file") }
    if let url, let fault = FileMention.fault(of: url) { throw ValidationError(fault) }
    if text.isEmpty && file == nil { throw ValidationError("there is no text to send") }
    if let wait, !(0...86_400).contains(wait) { throw ValidationError("--wait takes 0 to 86400 seconds") }
  }

  func run() async throws {
    let request = MessageRequest(to: recipient, text: try content())
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    var sent = try await client.sendMessage(account: id, request)
    if let wait { sent.state = try await client.waitUntilConfirmed(sent, account: id, to: recipient, seconds: wait) }
    if common.json {
      Answer.json(sent)
    } else {
      sent.show()
    }
    if wait != nil && sent.state != "confirmed" {
      if !common.json {
        Words.warn("no second relay has it yet; it stays in the outbox. `signet relay status` tells more")
      }
      throw ExitCode(ExitTable.network)
    }
  }

  private func content() throws(ErrorReport) -> String {
    guard let file, let url else { return try MessageText.something(text) }
    let digest = try FileDigest.sha256(of: file)
    let link = FileMention.markdown(path: file, url: url, sha256: digest, isImage: image)
    let words = try MessageText.from(text)
    return words.isEmpty ? link : words + "\n" + link
  }
}
