import Jasper

/// Whom a packet came from, as far as a relay can tell: what it stores counts against this.
public struct PacketSource: Sendable, Hashable {
  /// A server of the mesh passes on what many people send, so it may take more room than one household.
  public let isPeer: Bool
  /// Stands for the block of addresses (/24, /48), for a peer for its whole address.
  ///
  /// Deliberate: a keyed digest, and the key is gone with the process. Packets are kept for a week, and neither a store
  /// that is seized nor one that is copied is to tell who sent them. The price: what a source stored before a restart no
  /// longer counts against it.
  public let network: [UInt8]

  /// Whoever has this address: its whole block counts.
  public static func client(_ address: NetworkAddress) -> PacketSource {
    PacketSource(isPeer: false, network: digest(of: address.block))
  }

  public static func peer(_ address: NetworkAddress) -> PacketSource {
    PacketSource(isPeer: true, network: digest(of: address.bytes))
  }

  /// Where the system does not tell.
  static let unknown = PacketSource(isPeer: false, network: [])

  /// How stores keep it: a byte that says which, and the network.
  var stored: [UInt8] { [isPeer ? 1 : 0] + network }

  init(stored: [UInt8]) {
    self.init(isPeer: stored.first == 1, network: Array(stored.dropFirst()))
  }

  private static let key = (0..<32).map { _ in UInt8.random(in: 0...255) }

  /// 16 bytes. Key and digest are of fixed length, so that a plain hash of both is a good one.
  private static func digest(of network: [UInt8]) -> [UInt8] {
    let digest = (key + network).withUnsafeBytes { SHA256Digest(hashing: $0) }
    return Array(digest.bytes.prefix(16))
  }

  private init(isPeer: Bool, network: [UInt8]) {
    self.isPeer = isPeer
    self.network = network
  }
}
