/// A JSON value (RFC 8259) from a text that has one meaning only.
///
/// Refused beyond the grammar: a name twice in one object, at any level; a byte order mark; invalid UTF-8; half a
/// surrogate pair; anything but white space behind the value; more depth, bytes or values than the limits allow.
/// What it parsed it writes again with the same meaning: members keep their order, and numbers that are not whole
/// 64-bit ones keep their digits.
public enum StrictJSON: Sendable, Equatable {
  case object([Member])
  case array([StrictJSON])
  case string(String)
  /// A whole number without fraction and exponent that fits; not `-0`.
  case integer(Int64)
  /// Any other number, as it stands in the text.
  case number(String)
  case bool(Bool)
  case null

  /// A member of an object.
  public struct Member: Sendable, Equatable {
    public var name: String
    public var value: StrictJSON

    public init(_ name: String, _ value: StrictJSON) {
      self.name = name
      self.value = value
    }
  }

  /// What a text may cost.
  public struct Limits: Sendable, Equatable {
    /// Bytes of the text.
    public var bytes: Int
    /// Objects and arrays inside each other.
    public var depth: Int
    /// Values in all; each takes up to about 60 bytes of memory beside its text.
    public var values: Int

    public init(bytes: Int = 1 << 20, depth: Int = 16, values: Int = 100_000) {
      self.bytes = bytes
      self.depth = depth
      self.values = values
    }
  }

  /// Reads a text.
  /// - Throws: `JOSEError.malformed`.
  public static func parse(_ bytes: [UInt8], limits: Limits = Limits()) throws(JOSEError) -> StrictJSON {
    let result = bytes.withUnsafeBytes { bytes in Result { () throws(JOSEError) in try parse(bytes, limits: limits) } }
    return try result.get()
  }

  /// The same for bytes that are no array: a secret, a buffer of the network.
  /// - Throws: `JOSEError.malformed`.
  public static func parse(_ bytes: UnsafeRawBufferPointer, limits: Limits = Limits()) throws(JOSEError) -> StrictJSON {
    try JSONParser.parse(bytes, limits: limits)
  }
}
