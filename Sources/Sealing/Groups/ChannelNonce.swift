import JOSE

/// What an owner's groups are told apart by, and what a group's ID is made of (`GroupChannel`): 128 random bits,
/// base64url. It is no secret: all members see it.
public struct ChannelNonce: Sendable, Hashable, CustomStringConvertible {
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
}
