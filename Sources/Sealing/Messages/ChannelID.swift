/// Names a channel: a UUID (RFC 9562) in its usual form of 36 characters, lower case.
public struct ChannelID: Sendable, Hashable, CustomStringConvertible {
  public let text: String
  public var description: String { text }

  /// Either case is read; nil for anything else.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return nil }
    for (index, byte) in bytes.enumerated() {
      let isHyphen = [8, 13, 18, 23].contains(index)
      guard isHyphen ? byte == UInt8(ascii: "-") : Self.isHexDigit(byte) else { return nil }
    }
    self.text = text.lowercased()
  }

  /// A random one (version 4).
  /// - Parameter random: 16 random bytes; nil of any other number.
  public init?(random: [UInt8]) {
    guard random.count == 16 else { return nil }
    self.init(bytes: random, version: 4)
  }

  /// One that is worked out (version 8), from the first 16 bytes of a digest.
  init(digest: [UInt8]) { self.init(bytes: Array(digest.prefix(16)), version: 8) }

  private init(bytes: [UInt8], version: UInt8) {
    var bytes = bytes
    bytes[6] = bytes[6] & 0x0f | version << 4
    bytes[8] = bytes[8] & 0x3f | 0x80
    let digits = Array("0123456789abcdef")
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append("-") }
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    self.text = text
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
