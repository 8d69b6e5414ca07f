import Platform

/// Reads a message whole before anything is done with it, so that one that is wrong anywhere changes nothing.
///
/// It holds no more than the message itself does: a count is believed only when that many bytes follow.
struct MessageReader {
  /// Protocol version 1.
  static let version: UInt8 = 0x61

  private let bytes: [UInt8]
  private var position = 1
  private var timestamp: UInt64 = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The ranges of a message, the lowest first.
  /// - Throws: any code of `ReconciliationError` but `roundsExceeded`.
  static func read(_ bytes: [UInt8], limit: Int) throws(ReconciliationError) -> [MessageRange] {
    guard bytes.count <= limit else {
      throw ReconciliationError(.messageTooLarge, "a message of \(bytes.count) bytes, where \(limit) are taken")
    }
    guard let first = bytes.first else { throw ReconciliationError(.messageTruncated, "an empty message") }
    guard first == version else {
      throw ReconciliationError(.versionUnsupported, "a message of protocol version byte \(first), not \(version)")
    }
    var reader = MessageReader(bytes)
    var ranges: [MessageRange] = []
    var lower = RangeBound.zero
    while reader.position < bytes.count {
      let range = try reader.range(from: lower)
      ranges.append(range)
      lower = range.upper
    }
    return ranges
  }

  private mutating func range(from lower: RangeBound) throws(ReconciliationError) -> MessageRange {
    let start = position
    let upper = try bound()
    guard upper >= lower else {
      throw ReconciliationError(.rangesOutOfOrder, "the range at byte \(start) ends before it begins")
    }
    let mode = try varint()
    switch mode {
    case RangeMode.skip: return MessageRange(upper: upper, payload: .skip)
    case RangeMode.fingerprint:
      return MessageRange(upper: upper, payload: .fingerprint(Fingerprint(bytes: Array(try take(Fingerprint.size)))))
    case RangeMode.list: return MessageRange(upper: upper, payload: .list(try list(from: lower, to: upper)))
    default: throw ReconciliationError(.modeUnknown, "the range at byte \(start) has the unknown mode \(mode)")
    }
  }

  private mutating func bound() throws(ReconciliationError) -> RangeBound {
    let encoded = try varint()
    let length = try varint()
    guard length <= UInt64(ItemID.size) else {
      throw ReconciliationError(.boundMalformed, "a bound with an ID prefix of \(length) bytes, at byte \(position)")
    }
    let prefix = try take(Int(length))
    guard encoded > 0 else {
      timestamp = .max
      return RangeBound(timestamp: .max, id: ItemID(prefix: prefix), prefix: prefix.count)
    }
    // A sum that reaches the value reserved for infinity is refused like one that overflows.
    let (sum, overflow) = timestamp.addingReportingOverflow(encoded - 1)
    guard !overflow, sum < .max else {
      throw ReconciliationError(.boundMalformed, "a bound beyond the end of time, at byte \(position)")
    }
    timestamp = sum
    return RangeBound(timestamp: sum, id: ItemID(prefix: prefix), prefix: prefix.count)
  }

  /// Deliberate: stricter than needed. IDs outside their range, or twice in it, would only be named twice as missing;
  /// but no honest sender writes them.
  private mutating func list(from lower: RangeBound, to upper: RangeBound) throws(ReconciliationError) -> [ItemID] {
    let count = try varint()
    guard count <= UInt64((bytes.count - position) / ItemID.size) else {
      throw ReconciliationError(.messageTruncated, "a list of \(count) IDs at byte \(position), but no room for them")
    }
    var ids: [ItemID] = []
    ids.reserveCapacity(Int(count))
    for _ in 0..<count {
      let id = ItemID(prefix: try take(ItemID.size))
      let item = RangeBound(timestamp: 0, id: id, prefix: ItemID.size)
      guard item >= lower, item < upper else {
        throw ReconciliationError(.idOutsideRange, "the ID before byte \(position) is outside its range")
      }
      ids.append(id)
    }
    if !zip(ids, ids.dropFirst()).allSatisfy({ $0 < $1 }) {
      ids.sort()
      guard zip(ids, ids.dropFirst()).allSatisfy({ $0 < $1 }) else {
        throw ReconciliationError(.idRepeated, "the list before byte \(position) has an ID twice")
      }
    }
    return ids
  }

  private mutating func take(_ count: Int) throws(ReconciliationError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else {
      throw ReconciliationError(.messageTruncated, "the message ends at byte \(bytes.count), in the middle of a range")
    }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Refuses more digits than needed and numbers of more than 64 bits.
  private mutating func varint() throws(ReconciliationError) -> UInt64 {
    let start = position
    var number: UInt64 = 0
    while position < bytes.count {
      let digit = bytes[position]
      position += 1
      guard number >> 57 == 0, !(position - start == 1 && digit == 0x80) else {
        throw ReconciliationError(.varintMalformed, "the number at byte \(start) is too large or too long")
      }
      number = number << 7 | UInt64(digit & 0x7f)
      if digit & 0x80 == 0 { return number }
    }
    throw ReconciliationError(.messageTruncated, "the message ends in the middle of a number, at byte \(start)")
  }
}
