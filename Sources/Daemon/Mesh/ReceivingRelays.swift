import AccountStore
import JOSE
import Jasper
import Platform
import Sealing

/// Which relay an account fetches from, for each of its receive keys: one relay a key, kept as long as it is healthy.
struct ReceivingRelays: Sendable {
  let desk: AccountDesk

  /// The `recipient` strings of the account's receive keys, the one in use first.
  /// - Throws: `StoreError`.
  func recipients() async throws -> [String] {
    try await desk.withDatabase { try $0.keys().receiving.map { Base64.encode($0.publicKey) } }
  }

  /// - Parameter recipients: `recipient` strings, the key in use first.
  /// - Returns: a relay for each, where any is known.
  /// - Throws: `StoreError`.
  func choose(for recipients: [String], now: UnixTime = .now()) async throws -> [(recipient: String, relay: RelayURL)] {
    try await desk.change { database in
      let relays = try RelayBook.known(database)
      var chosen: [(recipient: String, relay: RelayURL)] = []
      var changed: [(String, String)] = []
      for recipient in recipients {
        let name = Self.setting(recipient)
        let present = try database.setting(name).flatMap { RelayURL($0) }
        let relay = RelayChoice.receiving(
          key: recipient, among: relays, present: present, avoiding: Set(chosen.map(\.relay)), now: now)
        guard let relay else { continue }
        if relay != present { changed.append((name, relay.text)) }
        chosen.append((recipient, relay))
      }
      if !changed.isEmpty {
        let saved = changed
        try database.write { writer in for (name, url) in saved { try writer.set(name, url) } }
      }
      return chosen
    }
  }

  /// Those that are in use, without choosing anew.
  /// - Throws: `StoreError`.
  func present(for recipients: [String]) async throws -> Set<RelayURL> {
    try await desk.withDatabase { database in
      let known = Set(try RelayBook.known(database).map(\.url))
      return Set(
        try recipients.compactMap { try database.setting(Self.setting($0)).flatMap { RelayURL($0) } }
          .filter { known.contains($0) })
    }
  }

  private static func setting(_ recipient: String) -> String { "relay.receiving." + PacketHash.of(recipient).text }
}
