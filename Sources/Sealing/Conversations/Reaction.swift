/// The name of a reaction, written between colons: `:heart:`. 1 to 64 bytes between them, no colon, no space, no control
/// character.
public struct Reaction: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// With its colons.
  public let text: String
  public var description: String { text }

  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard (3...66).contains(bytes.count), bytes.first == UInt8(ascii: ":"), bytes.last == UInt8(ascii: ":"),
      !bytes.dropFirst().dropLast().contains(UInt8(ascii: ":")),
      text.unicodeScalars.allSatisfy({
        $0.properties.generalCategory != .control && !$0.properties.isWhitespace
      })
    else { return nil }
    self.text = text
  }

  public static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }
}
