import Jasper
import Platform

/// Servers that were met before the last restart. They are asked again, a few at a time, before they are used; until
/// then they stay remembered, and all of them where nobody answers at all: that is then no fault of theirs.
struct RememberedServers: Sendable {
  /// The most that are kept.
  static let limit = 256
  /// Seconds between two rounds while nobody answers.
  static let pause: Int64 = 300

  private let all: [RelayURL]
  private var waiting: [RelayURL]
  private var asked: Set<RelayURL> = []
  private var nextRound: UnixTime?
  /// What the store has.
  private(set) var kept: Set<RelayURL>

  init(_ servers: [RelayURL]) {
    all = Array(servers.prefix(Self.limit))
    (waiting, kept) = (all, Set(all))
  }

  /// Takes the next ones into the table, as many as fit.
  /// - Returns: those that went in.
  mutating func recall(into table: inout PeerTable, at now: UnixTime) -> [RelayURL] {
    if waiting.isEmpty, table.knownNames().isEmpty, nextRound.map({ $0 <= now }) ?? false { waiting = all }
    var taken: [RelayURL] = []
    while let url = waiting.last {
      if table.learn(url.address, from: nil) == .full { break }
      waiting.removeLast()
      asked.insert(url)
      taken.append(url)
    }
    if !taken.isEmpty { nextRound = now.adding(seconds: Self.pause) }
    return taken
  }

  /// What is to be kept now; nil where that is what is kept already, or where nobody answers.
  func news(_ table: PeerTable, url: (ServerAddress) -> RelayURL) -> [RelayURL]? {
    let met = table.peers.values.filter { $0.state == .active && !$0.isConfigured }.map { url($0.name) }
    guard !table.knownNames().isEmpty else { return nil }
    let open = waiting + asked.filter { table[$0.address].map { $0.answered == nil } ?? false }
    var seen: Set<RelayURL> = []
    let wanted = (met + open).filter { seen.insert($0).inserted }.prefix(Self.limit)
    return Set(wanted) == kept ? nil : wanted.sorted { $0.text < $1.text }
  }

  mutating func keeps(_ servers: [RelayURL]) { kept = Set(servers) }
}
