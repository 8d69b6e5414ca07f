import Jasper
import Platform

/// The hashes of packets whose time is over: plain peers, who know no more than their own seven days, would bring them
/// back for ever.
struct ExpiredHashes: Sendable {
  /// The most that are kept; beyond it the oldest go, which a flood of years would need.
  static let limit = 8_000_000

  private var until: [PacketHash: UnixTime] = [:]
  private var order: [ExpiredHash] = []
  private var start = 0

  var count: Int { until.count }

  mutating func add(_ expired: ExpiredHash) {
    until[expired.hash] = expired.until
    order.append(expired)
  }

  func holds(_ hash: PacketHash, at now: UnixTime) -> Bool {
    guard let end = until[hash] else { return false }
    return now < end
  }

  /// Takes out those whose remembrance is over.
  mutating func forget(at now: UnixTime) -> [PacketHash] {
    var gone: [PacketHash] = []
    while start < order.count, order[start].until <= now || until.count > Self.limit {
      let entry = order[start]
      start += 1
      // One that came back meanwhile and went again has a later end.
      guard until[entry.hash] == entry.until else { continue }
      until[entry.hash] = nil
      gone.append(entry.hash)
    }
    if start > 1024, start > order.count / 2 {
      order.removeFirst(start)
      start = 0
    }
    return gone
  }
}
