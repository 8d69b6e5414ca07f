import ArgumentParser

/// `signet packet …`
struct PacketGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "packet",
    abstract: "Single packets, for tests and other programs.",
    discussion: """
      A packet is what travels over the Jasper mesh: one JSON object with recipient, message, hash and signature, as \
      jasper-packet(5) describes. These commands make and read single ones; messages are `signet send` and `signet \
      inbox`.

      Examples:
        $ signet packet seal --to bob --content hello > packet.json
        $ signet packet inspect packet.json
      """,
    subcommands: [PacketSealCommand.self, PacketOpenCommand.self, PacketInspectCommand.self])
}
