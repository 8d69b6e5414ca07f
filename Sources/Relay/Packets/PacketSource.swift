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
  private let network: Network?

  /// The first 16 bytes of a digest.
  private struct Network: Sendable, Hashable {
    let first: UInt64
    let second: UInt64
  }

  /// Whoever has this address: its whole block counts.
  public static func client(_ address: NetworkAddress) -> PacketSource {
    PacketSource(isPeer: false, network: digest(of: address.block))
  }

  public static func peer(_ address: NetworkAddress) -> PacketSource {
    PacketSource(isPeer: true, network: digest(of: address.bytes))
  }

  /// Where the system does not tell.
  static let unknown = PacketSource(isPeer: false, network: nil)

  /// How stores keep it: a byte that says which, and the 16 of the network.
  var stored: [UInt8] {
    var bytes: [UInt8] = [isPeer ? 1 : 0]
    guard let network else { return bytes }
    withUnsafeBytes(of: (network.first.bigEndian, network.second.bigEndian)) { bytes += $0 }
    return bytes
  }

  init(stored: [UInt8]) {
    let rest = stored.dropFirst()
    func word(_ offset: Int) -> UInt64 { rest.dropFirst(offset).prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
    self.init(isPeer: stored.first == 1, network: rest.count < 16 ? nil : Network(first: word(0), second: word(8)))
  }

  private static let key = (0..<32).map { _ in UInt8.random(in: 0...255) }

  /// Key and digest are of fixed length, so that a plain hash of both is a good one.
  private static func digest(of network: [UInt8]) -> Network {
    let words = (key + network).withUnsafeBytes { SHA256Digest(hashing: $0) }.words
    return Network(first: words.0, second: words.1)
  }

  private init(isPeer: Bool, network: Network?) {
    self.isPeer = isPeer
    self.network = network
  }
}
