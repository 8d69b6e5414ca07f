/// Names a message within its author and channel: 1 to 128 bytes of UTF-8 without control characters.
public struct MessageID: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let text: String
  public var description: String { text }

  public init?(_ text: String) {
    guard (1...SealingLimits.messageID).contains(text.utf8.count),
      text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else { return nil }
    self.text = text
  }

  /// Deliberate: by bytes. Swift compares texts by canonical equivalence, and two spellings of one letter are two ids.
  public static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
  public static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }
  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(0xff as UInt8)
  }
}
