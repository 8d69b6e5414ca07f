import ArgumentParser
import DaemonAPI

/// `signet packet inspect`
struct PacketInspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what anybody can see of a packet.",
    discussion: """
      Opens nothing and needs no account: the recipient's key by SHA-256, sizes, algorithms, and whether hash and \
      bindings are right. It is what every relay on the way knows.

      Examples:
        $ signet packet inspect packet.json
        $ signet packet seal --to bob --content x | signet packet inspect -
      """)

  @Argument(help: "A file with one packet, or - for standard input.", completion: .file())
  var file: String

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let packet = try PacketFile.packet(at: file)
    let outline = try await common.connect().inspect(packet)
    if common.json { return Answer.json(outline) }
    Answer.facts([
      ("recipient", outline.recipientKey ?? "no key"),
      ("hash", outline.hash + (outline.hashMatches ? "" : " (not that of the message)")),
      ("bytes", String(outline.bytes)), ("bound", Answer.yesNo(outline.binds)),
      ("message", Self.text(of: outline.message)), ("signature", Self.text(of: outline.signature)),
    ])
  }

  private static func text(of part: SealedOutline) -> String {
    let algorithms = [part.algorithm, part.encryption].compactMap { $0 }.joined(separator: " + ")
    let size = part.sizeClass.map { ", padded to \($0) bytes" } ?? ""
    return part.form + (algorithms.isEmpty ? "" : " " + algorithms) + size + ", \(part.characters) characters"
  }
}
