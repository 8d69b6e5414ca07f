import ArgumentParser
import DaemonAPI
import Files
import Platform
import QRCode

/// `signet invite`
struct InviteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite",
    abstract: "Show the invitation by which others add this account.",
    discussion: """
      The invitation is a link, signet:contact/1?…, with the Jami ID, the account by SHA-256, and the relays where it \
      fetches. Nothing secret is in it; hand it over in a way that nobody can change on the way.

      --qr draws it as a QR code in the terminal, --png and --svg write one to a file, which must not be there yet.

      Examples:
        $ signet invite
        $ signet invite --qr
        $ signet invite --svg ada.svg
      """)

  @Flag(name: .customLong("qr"), help: "Draw a QR code in the terminal.")
  var drawsCode = false

  @Option(help: ArgumentHelp("Write a QR code to FILE, as PNG.", valueName: "file"), completion: .file())
  var png: String?

  @Option(help: ArgumentHelp("Write a QR code to FILE, as SVG.", valueName: "file"), completion: .file())
  var svg: String?

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let client = try await common.connect()
    let invitation = try await client.invitation(account: try await client.resolve(account: account.id).id)
    if let png { try AtomicFile.create(png, with: try Self.code(invitation.link, .medium).png()) }
    if let svg { try AtomicFile.create(svg, with: Array(try Self.code(invitation.link, .medium).svg().utf8)) }
    if common.json { return Answer.json(invitation) }
    if drawsCode {
      for line in try Self.code(invitation.link, .low).lines(coloured: Words.outputIsTerminal) { Words.exactly(line) }
    }
    Words.data(invitation.link)
    if invitation.relays.isEmpty {
      Words.warn("it names no relay, so nobody can reach this account yet; add one with `signet relay add URL`")
    }
  }

  private static func code(_ link: String, _ recovery: QRCode.Recovery) throws(ErrorReport) -> QRCode {
    if let code = QRCode(link, recovery: recovery) { return code }
    throw ErrorReport(
      CommandError(.codeTooLarge, "the invitation is too long for a QR code", hint: "hand over the link itself"))
  }
}
