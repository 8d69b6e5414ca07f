/// What is known of each packet, by its number. Numbers come in order and go in about the same order, so they are kept
/// in rows: that takes half the memory of a dictionary, and growing never moves what is there.
struct PacketEntries: Sendable {
  private struct Row: Sendable {
    var entries = [PacketIndex.Entry?](repeating: nil, count: Int(PacketEntries.rowLength))
    var count = 0

    mutating func add(_ entry: PacketIndex.Entry, at position: Int) {
      entries[position] = entry
      count += 1
    }

    mutating func take(at position: Int) -> PacketIndex.Entry? {
      guard let entry = entries[position] else { return nil }
      entries[position] = nil
      count -= 1
      return entry
    }
  }

  private static let rowLength: Int64 = 256

  private var rows: [Int64: Row] = [:]
  private(set) var count = 0

  /// - Parameter number: of a packet; not negative.
  subscript(number: Int64) -> PacketIndex.Entry? {
    rows[number / Self.rowLength]?.entries[Int(number % Self.rowLength)]
  }

  /// - Parameter number: one that has no entry yet.
  mutating func insert(_ entry: PacketIndex.Entry, number: Int64) {
    rows[number / Self.rowLength, default: Row()].add(entry, at: Int(number % Self.rowLength))
    count += 1
  }

  mutating func remove(_ number: Int64) -> PacketIndex.Entry? {
    let row = number / Self.rowLength
    guard let entry = rows[row]?.take(at: Int(number % Self.rowLength)) else { return nil }
    if rows[row]?.count == 0 { rows[row] = nil }
    count -= 1
    return entry
  }
}
