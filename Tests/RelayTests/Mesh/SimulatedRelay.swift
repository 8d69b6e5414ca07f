import Jasper
import Platform

@testable import Relay

/// A relay without network and disk: its rules about packets in a few lines, its peers and its reconciliation real.
struct SimulatedRelay {
  static let retention: Int64 = 7 * 86_400
  static let remembrance: Int64 = 14 * 86_400

  let name: ServerAddress
  /// Knows Jasper 1.0.0 only: exchanges all hashes.
  let isPlain: Bool
  var table: PeerTable
  private(set) var tree = RangeTree()
  /// Each packet with this relay's own first sight of it.
  private(set) var packets: [ItemID: [SimulatedPacket: UnixTime]] = [:]
  private(set) var expired: [ItemID: UnixTime] = [:]
  /// How often each was stored anew.
  private(set) var storings: [SimulatedPacket: Int] = [:]
  private var order: [(packet: SimulatedPacket, seen: UnixTime)] = []
  private var retired = 0

  init(name: ServerAddress, isPlain: Bool, table: PeerTable) {
    self.name = name
    self.isPlain = isPlain
    self.table = table
  }

  /// Whether the packet is new here.
  mutating func admit(_ packet: SimulatedPacket, at now: UnixTime) -> Bool {
    guard packet.isTrue || !packet.isBound else { return false }
    if let until = expired[packet.hash], now < until { return false }
    let variants = packets[packet.hash, default: [:]]
    guard variants[packet] == nil, variants.count < 4 else { return false }
    packets[packet.hash, default: [:]][packet] = now
    storings[packet, default: 0] += 1
    tree.insert(packet.hash)
    order.append((packet, now))
    return true
  }

  func wants(_ hash: ItemID, at now: UnixTime) -> Bool {
    packets[hash] == nil && (expired[hash].map { $0 <= now } ?? true)
  }

  /// `/fetch` by hashes.
  func fetch(_ hash: ItemID) -> [SimulatedPacket] { packets[hash].map { Array($0.keys) } ?? [] }

  /// Takes out what is over.
  mutating func retire(at now: UnixTime) {
    while retired < order.count, order[retired].seen.adding(seconds: Self.retention) <= now {
      let packet = order[retired].packet
      packets[packet.hash]?[packet] = nil
      if packets[packet.hash]?.isEmpty == true {
        packets[packet.hash] = nil
        tree.remove(packet.hash)
        expired[packet.hash] = order[retired].seen.adding(seconds: Self.retention + Self.remembrance)
      }
      retired += 1
    }
  }
}
