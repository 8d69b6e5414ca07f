import Platform

/// The name of a packet in a set that is reconciled: the 32 bytes of its `hash`.
///
/// Deliberate: the protocol sorts items by (timestamp, ID), but every item of Signet has the timestamp 0. The times that
/// relays could give are those of their own first sight, which differ from relay to relay: keyed by them, two equal sets
/// would look disjoint. Times told by senders are believed by nobody. So a packet is named by its hash alone, and hashes
/// spread evenly, which is all that the ranges need.
public struct ItemID: Sendable, Hashable, Comparable {
  /// The bytes as four big-endian numbers, so that comparing numbers compares bytes from the first on.
  let words: (UInt64, UInt64, UInt64, UInt64)

  /// Bytes of an ID.
  public static let size = 32

  /// 32 bytes of zero: no ID is below it.
  static let zero = ItemID(words: (0, 0, 0, 0))

  init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// An ID of 32 bytes; nil for another number of them.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.size else { return nil }
    self.init(prefix: bytes[...])
  }

  /// The ID of a packet's `hash` as it stands in JSON: 64 lower-case hex digits, else nil.
  public init?(hash text: some StringProtocol) {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var count = 0
    for digit in text.utf8 {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      default: return nil
      }
      switch count {
      case 0..<16: words.0 = words.0 << 4 | UInt64(value)
      case 16..<32: words.1 = words.1 << 4 | UInt64(value)
      case 32..<48: words.2 = words.2 << 4 | UInt64(value)
      case 48..<64: words.3 = words.3 << 4 | UInt64(value)
      default: return nil
      }
      count += 1
    }
    guard count == 64 else { return nil }
    self.words = words
  }

  /// An ID of at most 32 bytes; those that lack are zero.
  init(prefix: ArraySlice<UInt8>) {
    /// The eight bytes from `offset` on.
    func word(_ offset: Int) -> UInt64 {
      var word: UInt64 = 0
      let start = prefix.startIndex + offset
      for index in start..<start + 8 { word = word << 8 | (index < prefix.endIndex ? UInt64(prefix[index]) : 0) }
      return word
    }
    words = (word(0), word(8), word(16), word(24))
  }

  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.size)
    append(count: Self.size, to: &bytes)
    return bytes
  }

  /// 64 lower-case hex digits: the packet's `hash`.
  public var hash: String { Hex.text(of: bytes) }

  /// Appends the first `count` bytes.
  func append(count: Int, to bytes: inout [UInt8]) {
    for index in 0..<count {
      let word =
        switch index >> 3 {
        case 0: words.0
        case 1: words.1
        case 2: words.2
        default: words.3
        }
      bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index & 7))))
    }
  }

  /// How many bytes from the first on both share, 0...32.
  func commonPrefix(with other: ItemID) -> Int {
    if words.0 != other.words.0 { return (words.0 ^ other.words.0).leadingZeroBitCount / 8 }
    if words.1 != other.words.1 { return 8 + (words.1 ^ other.words.1).leadingZeroBitCount / 8 }
    if words.2 != other.words.2 { return 16 + (words.2 ^ other.words.2).leadingZeroBitCount / 8 }
    return 24 + min(8, (words.3 ^ other.words.3).leadingZeroBitCount / 8)
  }

  public static func == (left: ItemID, right: ItemID) -> Bool { left.words == right.words }

  public static func < (left: ItemID, right: ItemID) -> Bool { left.words < right.words }

  /// Deliberate: the first word only. IDs are digests, so two that share it cost 2^32 tries to make and buy nothing.
  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
