import JOSE

/// Names a signed message: the header member `jti` (RFC 7519 §4.1.7), 128 random bits, base64url.
public struct PacketNumber: Sendable, Hashable, Comparable, CustomStringConvertible {
  public static let byteCount = 16
  /// 16 bytes.
  public let bytes: [UInt8]

  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// From base64url; nil for anything else or another length.
  public init?(_ text: String) {
    do {
      self.init(bytes: try Base64URL.decode(text))
    } catch {
      return nil
    }
  }

  public var text: String { Base64URL.encode(bytes) }
  public var description: String { text }

  public static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}
