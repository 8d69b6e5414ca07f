@testable import Relay

/// A packet as far as a mesh sees it. `hash` covers the message alone, so that others can be made with the same.
struct SimulatedPacket: Hashable {
  let hash: ItemID
  /// 0 for what the sender wrote, another number for junk.
  var recipient = 0
  var signature = 0
  /// Whether the message's header binds recipient and signature (`rcpt`, `sig`), as Signet's own do.
  let isBound: Bool

  var isTrue: Bool { recipient == 0 && signature == 0 }
}
