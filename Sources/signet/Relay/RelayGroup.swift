import ArgumentParser

/// `signet relay …`
struct RelayGroup: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relay",
    abstract: "The relays of the Jasper mesh that an account knows.",
    discussion: """
      Relays store sealed packets and pass them on; none can read them, and none has to be trusted. An account fetches \
      from one and sends through others, so that no single relay sees both; it learns further ones from those that it \
      knows, and avoids those that lose packets.

      Examples:
        $ signet relay add http://relay.example.net:8080
        $ signet relay status
      """,
    subcommands: [
      RelayAddCommand.self, RelayListCommand.self, RelayRemoveCommand.self, RelayStatusCommand.self,
    ])
}
