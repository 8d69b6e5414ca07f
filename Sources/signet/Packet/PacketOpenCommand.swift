import ArgumentParser
import DaemonAPI

/// `signet packet open`
struct PacketOpenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Open a packet that is sealed to this account, and say what is to be thought of it.",
    discussion: """
      Lists every policy that fails, what could not be checked, and what would become of it. Nothing is taken into a \
      conversation. Ends with status 2 when a policy fails, and with 3 when it cannot be opened, whatever the reason.

      Examples:
        $ signet packet open packet.json
        $ curl -s http://relay.example.net/… | signet packet open - --json
      """)

  @Argument(help: "A file with one packet, or - for standard input.", completion: .file())
  var file: String

  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let packet = try PacketFile.packet(at: file)
    let client = try await common.connect()
    let reading = try await client.open(account: try await client.resolve(account: account.id).id, packet)
    if common.json {
      Answer.json(reading)
    } else {
      show(reading)
    }
    if !reading.verified { throw ExitCode(ExitTable.refused) }
  }

  private func show(_ reading: PacketReading) {
    Answer.facts([
      ("verified", Answer.yesNo(reading.verified)), ("disposition", reading.disposition), ("from", reading.from),
      ("type", reading.type), ("channel", reading.channel), ("message", reading.id), ("time", reading.timestamp),
      ("number", reading.jti), ("receive key", "generation \(reading.generation)"), ("content", reading.content),
    ])
    for failure in reading.failures { Words.say("failed: \(SafeText.line(failure))") }
    for note in reading.notChecked { Words.say("not checked: \(SafeText.line(note))") }
    reading.warnings.forEach(Words.warn)
  }
}
