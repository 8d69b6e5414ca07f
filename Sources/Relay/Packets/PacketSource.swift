import Jasper

/// Whom a packet came from, as far as a relay can tell: what it stores counts against this.
public struct PacketSource: Sendable, Hashable {
  /// A server of the mesh passes on what many people send, so it may take more room than one household.
  public let isPeer: Bool
  /// The block of addresses (/24, /48); for a peer its whole address.
  public let network: [UInt8]

  /// Whoever has this address: its whole block counts.
  public static func client(_ address: NetworkAddress) -> PacketSource {
    PacketSource(isPeer: false, network: address.block)
  }

  public static func peer(_ address: NetworkAddress) -> PacketSource {
    PacketSource(isPeer: true, network: address.bytes)
  }

  /// Where the system does not tell.
  static let unknown = PacketSource(isPeer: false, network: [])

  /// How stores keep it: a byte that says which, and the network.
  var stored: [UInt8] { [isPeer ? 1 : 0] + network }

  init(stored: [UInt8]) {
    self.init(isPeer: stored.first == 1, network: Array(stored.dropFirst()))
  }

  private init(isPeer: Bool, network: [UInt8]) {
    self.isPeer = isPeer
    self.network = network
  }
}
