import Jasper
import Platform
import Testing

enum RelaySamples {
  static let now = UnixTime(seconds: 1_795_219_200)

  static func url(_ name: String) -> RelayURL {
    guard let url = RelayURL("http://\(name).example:8080") else { preconditionFailure("\(name) is no host") }
    return url
  }

  /// One that answered just now.
  static func good(_ name: String, load: Double? = 0.2, at now: UnixTime = now) -> KnownRelay {
    var relay = KnownRelay(url: url(name))
    relay.answered(load: load, at: now)
    return relay
  }

  static func untried(_ name: String) -> KnownRelay { KnownRelay(url: url(name)) }

  /// One that loses packets.
  static func poor(_ name: String) -> KnownRelay {
    var relay = good(name)
    relay.lost(at: now)
    relay.lost(at: now)
    return relay
  }

  /// One that has been silent for that long, and is not to be tried yet.
  static func down(_ name: String, seconds: Int64 = 30) -> KnownRelay {
    var relay = good(name, at: now.adding(seconds: -seconds - 1))
    relay.unreachable(at: now.adding(seconds: -seconds))
    relay.unreachable(at: now)
    return relay
  }

  static func server(_ host: String, _ port: Int = 8080) throws -> ServerAddress {
    try ServerAddress(host: host, port: port)
  }
}

/// The same numbers in every run (Steele, Lea and Flood's SplitMix64).
struct SeededRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
