import Jasper
import Platform

/// Packets that a relay would not have: ours, when a peer brought them, or a peer's, when we did. Without it each sync
/// would carry them again, for as long as one side keeps them and the other does not.
struct RefusedPackets: Sendable {
  private struct Entry: Hashable {
    let id: PacketID
    /// Who refused it; nil for this relay.
    let server: ServerAddress?
  }

  /// Seconds after which it may be tried again; up to twice that for some.
  static let memory: Int64 = 1800
  /// The most that are remembered at a time, twice.
  static let limit = 50_000

  private var recent: Set<Entry> = []
  private var older: Set<Entry> = []
  private var began: UnixTime?

  mutating func add(_ id: PacketID, by server: ServerAddress?, at now: UnixTime) {
    forget(at: now)
    if recent.count >= Self.limit { (older, recent, began) = (recent, [], now) }
    recent.insert(Entry(id: id, server: server))
  }

  mutating func holds(_ id: PacketID, by server: ServerAddress?, at now: UnixTime) -> Bool {
    forget(at: now)
    let entry = Entry(id: id, server: server)
    return recent.contains(entry) || older.contains(entry)
  }

  private mutating func forget(at now: UnixTime) {
    guard let began else {
      self.began = now
      return
    }
    guard began.adding(seconds: Self.memory) <= now else { return }
    // Nothing in it can be younger than its begin.
    older = began.adding(seconds: 2 * Self.memory) <= now ? [] : recent
    (recent, self.began) = ([], now)
  }
}
