/// Packets that come while canaries are being sent: an entry may have pushed one on, and the mesh brought it here,
/// before its answer to `/send` is here.
struct EarlyArrivals: Sendable {
  enum Arrival: Sendable, Equatable {
    case none, kept, refused
    /// Too many came to remember them all.
    case unknown
  }

  /// The most that are remembered; a round's canaries that come out behind more show nothing.
  static let limit = 50_000

  private var expected = 0
  private var arrivals: [ItemID: Bool] = [:]
  private var isFull = false

  /// Begins to remember, until so many canaries were taken.
  mutating func begin(expecting count: Int) {
    expected = count
    arrivals = [:]
    isFull = false
  }

  mutating func note(_ id: ItemID, kept: Bool) {
    guard expected > 0 else { return }
    if arrivals.count < Self.limit {
      arrivals[id] = arrivals[id] == true || kept
    } else {
      isFull = true
    }
  }

  /// Whether the canary has come already. It counts as taken.
  mutating func take(_ id: ItemID) -> Arrival {
    let arrival: Arrival =
      switch arrivals[id] {
      case true?: .kept
      case false?: .refused
      case nil: isFull ? .unknown : .none
      }
    expected = max(0, expected - 1)
    if expected == 0 { begin(expecting: 0) }
    return arrival
  }
}
