/// Writes a message. Ranges that nothing is to be said about are held back, so that neighbours become one skip and the
/// last one is left out.
struct MessageWriter {
  /// What there is to go back to.
  struct Mark {
    fileprivate let count: Int
    fileprivate let timestamp: UInt64
    fileprivate let skipped: RangeBound?
  }

  /// The most bytes of a skip that is held back, and of a fingerprint of all the rest.
  static let reserve = 64
  /// The most bytes of a bound and a mode.
  static let rangeOverhead = 44

  private(set) var bytes: [UInt8] = [MessageReader.version]
  private var timestamp: UInt64 = 0
  private var skipped: RangeBound?

  /// Whether there is nothing in it but its version: the other side has nothing left to do.
  var isEmpty: Bool { bytes.count == 1 }

  var mark: Mark { Mark(count: bytes.count, timestamp: timestamp, skipped: skipped) }

  /// Takes back all that was written after `mark`.
  mutating func rewind(to mark: Mark) {
    bytes.removeLast(bytes.count - mark.count)
    timestamp = mark.timestamp
    skipped = mark.skipped
  }

  mutating func skip(to upper: RangeBound) { skipped = upper }

  mutating func fingerprint(_ fingerprint: Fingerprint, to upper: RangeBound) {
    open(upper, RangeMode.fingerprint)
    bytes += fingerprint.bytes
  }

  mutating func list(_ ids: [ItemID], to upper: RangeBound) {
    open(upper, RangeMode.list)
    Varint.append(UInt64(ids.count), to: &bytes)
    for id in ids { id.append(count: ItemID.size, to: &bytes) }
  }

  private mutating func open(_ upper: RangeBound, _ mode: UInt64) {
    if let skipped {
      append(skipped)
      Varint.append(RangeMode.skip, to: &bytes)
    }
    skipped = nil
    append(upper)
    Varint.append(mode, to: &bytes)
  }

  private mutating func append(_ bound: RangeBound) {
    if bound.timestamp == .max {
      Varint.append(0, to: &bytes)
    } else {
      Varint.append(bound.timestamp - timestamp + 1, to: &bytes)
      timestamp = bound.timestamp
    }
    Varint.append(UInt64(bound.prefix), to: &bytes)
    bound.id.append(count: bound.prefix, to: &bytes)
  }
}
