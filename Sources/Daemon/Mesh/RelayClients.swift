import GnuTLS
import Jasper
import Platform

/// The daemon's connections to relays: one client for all accounts.
///
/// Where a learned relay may be is decided when it is learned (`LearnedServers`). But a name may lead elsewhere later: so
/// what the person did not type is reached through a client that asks again each time.
struct RelayClients: Sendable {
  private let any: RelayClient
  private let careful: RelayClient

  /// - Parameter trust: whose word counts for the names of `https://` relays.
  init(trust: TLSTrust = .system) {
    any = RelayClient(trust: trust)
    careful = RelayClient(allows: { $0.kind == .global }, trust: trust)
  }

  /// - Parameter isTyped: whether the person named the relay: then it may be anywhere.
  func client(for url: RelayURL, isTyped: Bool) -> RelayClient {
    // A number that leads to a private address was held against whoever told it, and leads nowhere else.
    isTyped || url.address.literal != nil || url.address.kind != .global ? any : careful
  }

  func shutdown() async {
    await any.shutdown()
    await careful.shutdown()
  }
}
