import Platform

/// An identifier made of a fixed number of bytes, shown as lower-case hex. It is valid once it exists.
public protocol Identifier: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  /// What people call it, for error texts.
  static var kindName: String { get }
  static var byteCount: Int { get }
  var bytes: [UInt8] { get }
  /// Nil when there are not exactly `byteCount` bytes.
  init?(bytes: [UInt8])
}

extension Identifier {
  /// Lower-case hex.
  public var text: String { Hex.text(of: bytes) }
  public var description: String { text }

  /// From hex in either case; nil when it is none, or of another length.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 2 * Self.byteCount, let bytes = Hex.bytes(of: text) else { return nil }
    self.init(bytes: bytes)
  }

  /// From hex that somebody typed.
  /// - Throws: `IdentityError.identifierMalformed`.
  public init(parsing text: some StringProtocol) throws(IdentityError) {
    guard let value = Self(text) else {
      throw IdentityError(
        .identifierMalformed, "'\(text)' is no \(Self.kindName)",
        hint: "a \(Self.kindName) has \(2 * Self.byteCount) hexadecimal digits")
    }
    self = value
  }

  public static func < (left: Self, right: Self) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

  public init(from decoder: any Decoder) throws {
    try self.init(parsing: decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
