import DaemonAPI
import Jasper
import Platform

/// Goes to relays for workers, which have no network.
struct Postman: Sendable {
  /// Most bytes of packets that one answer hands to a worker; with what JSON adds to them.
  static let answerLimit = 40 << 20

  let clients: RelayClients

  func go(_ errand: MailErrand) async -> MailAnswer {
    var answer = MailAnswer()
    do {
      switch errand {
      case .send(let packet, let relay):
        let (client, url) = try client(for: relay)
        try await client.send(json: Array(packet.utf8), to: url)
      case .fetch(let recipient, let after, let relay):
        let (client, url) = try client(for: relay)
        let fetched = try await client.fetch(FetchRequest(.recipient(recipient), after: after ?? 0), from: url)
        answer.packets = fetched.packets.map { String(decoding: $0.json, as: UTF8.self) }
        answer.cursor = fetched.cursor
        answer.hasMore = fetched.hasMore
      }
    } catch {
      answer.failure = ErrorReport(any: error)
    }
    return answer
  }

  /// The link names the relay, and the person gave the link.
  private func client(for relay: String) throws(JasperError) -> (RelayClient, RelayURL) {
    guard let url = RelayURL(relay) else { throw JasperError(.addressRefused, "'\(relay)' is no relay's address") }
    return (clients.client(for: url, isTyped: true), url)
  }
}
