/// Where a range ends and the next begins: the end is exclusive, the start inclusive.
struct RangeBound: Sendable, Equatable, Comparable {
  let timestamp: UInt64
  let id: ItemID
  /// How many bytes of `id` are written; the others are zero.
  let prefix: Int

  /// Above all items.
  static let infinity = RangeBound(timestamp: .max, id: .zero, prefix: 0)
  /// Where the first range begins.
  static let zero = RangeBound(timestamp: 0, id: .zero, prefix: 0)

  init(timestamp: UInt64, id: ItemID, prefix: Int) {
    self.timestamp = timestamp
    self.id = id
    self.prefix = prefix
  }

  /// The shortest bound at timestamp 0 that is above `last` and not above `next`.
  init(between last: ItemID, and next: ItemID) {
    let prefix = min(ItemID.size, last.commonPrefix(with: next) + 1)
    var bytes: [UInt8] = []
    next.append(count: prefix, to: &bytes)
    self.init(timestamp: 0, id: ItemID(prefix: bytes[...]), prefix: prefix)
  }

  /// How many bytes are written does not matter: those left out are zero.
  static func == (left: RangeBound, right: RangeBound) -> Bool {
    left.timestamp == right.timestamp && left.id == right.id
  }

  static func < (left: RangeBound, right: RangeBound) -> Bool {
    left.timestamp != right.timestamp ? left.timestamp < right.timestamp : left.id < right.id
  }
}
