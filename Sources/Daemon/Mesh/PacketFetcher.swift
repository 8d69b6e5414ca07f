import AccountStore
import DaemonAPI
import Jasper
import Platform
import Sealing

/// Fetches packets for one recipient string from one relay.
struct PacketFetcher: Sendable {
  /// Pages of one round; what is more comes with the next.
  static let pages = 64

  let mesh: MeshAccess
  let intake: PacketIntake

  /// Fetches what is new, and takes it in.
  /// - Parameters:
  ///   - wait: seconds to wait for a packet where the relay can; 0 to come back at once.
  ///   - all: from the beginning of what the relay has: a relay that lost its store counts anew.
  /// - Throws: `JasperError`, `MessagingError`, `StoreError`.
  func fetch(
    for recipient: String, from relay: RelayURL, wait: Int64, all: Bool = false
  ) async throws -> PacketIntake.Outcome {
    var outcome = PacketIntake.Outcome()
    let stored = try await mesh.desk.withDatabase { database in
      (try database.relay(relay.text)?.canWait ?? false, try database.cursor(relay: relay.text, recipient: recipient))
    }
    guard stored.0 else {
      // A plain relay gives everything each time.
      let answer = try await mesh.ask(relay) { (client) throws(JasperError) in
        try await client.fetch(FetchRequest(.recipient(recipient)), from: relay)
      }
      return try await intake.take(answer.packets)
    }
    var cursor = all ? 0 : stored.1 ?? 0
    for page in 0..<Self.pages {
      let asked = FetchRequest(.recipient(recipient), after: cursor, wait: page == 0 && wait > 0 ? wait : nil)
      let answer = try await mesh.ask(relay) { (client) throws(JasperError) in
        try await client.fetch(asked, from: relay)
      }
      outcome += try await intake.take(answer.packets)
      guard let next = answer.cursor else { break }
      if next < cursor {
        // It counts anew: what it has is not what it had.
        cursor = 0
        continue
      }
      if next != cursor || all {
        // After the intake: what is not taken in comes again.
        try await mesh.desk.withDatabase {
          try $0.write { try $0.setCursor(relay: relay.text, recipient: recipient, next) }
        }
      }
      cursor = next
      if !answer.hasMore { break }
    }
    return outcome
  }
}
