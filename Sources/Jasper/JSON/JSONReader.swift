/// Reads one JSON text piece by piece, strictly (RFC 8259), without building a tree: a relay reads thousands a second.
///
/// Refused: duplicate names in an object, invalid UTF-8, lone surrogates, more than 16 levels, anything after the end.
public struct JSONReader {
  static let depthLimit = 16

  let bytes: UnsafeRawBufferPointer
  let hasControls: Bool
  var position = 0
  private var depth = 0

  /// - Parameter bytes: the whole text; it must outlive the reader.
  /// - Throws: `JasperError.bodyMalformed` when it is not UTF-8.
  public init(_ bytes: UnsafeRawBufferPointer) throws(JasperError) {
    let check = UTF8Check(bytes)
    guard check.isValid else { throw JasperError(.bodyMalformed, "the body is not UTF-8") }
    self.bytes = bytes
    hasControls = check.hasControls
  }

  /// Reads the whole text with `read`.
  /// - Throws: `JasperError.bodyMalformed`, and what `read` throws.
  public static func read<Value>(
    _ bytes: UnsafeRawBufferPointer, _ read: (inout JSONReader) throws(JasperError) -> Value
  ) throws(JasperError) -> Value {
    var reader = try JSONReader(bytes)
    let value = try read(&reader)
    try reader.end()
    return value
  }

  /// An object: `member` is called for each name and must read the value, or `skip` it.
  public mutating func object(
    _ member: (inout JSONReader, JSONToken) throws(JasperError) -> Void
  ) throws(JasperError) {
    try open(0x7B, "an object")
    var names = MemberNames()
    var byte = next()
    if byte == 0x7D {
      position += 1
    } else {
      while true {
        guard byte == 0x22 else { throw malformed("a member's name") }
        let name = try string()
        guard names.add(name, of: self) else {
          throw JasperError(.bodyRefused, "a member is there twice: \(brief(name))")
        }
        guard next() == 0x3A else { throw malformed("a colon") }
        position += 1
        try member(&self, name)
        byte = next()
        position += 1
        if byte == 0x7D { break }
        guard byte == 0x2C else { throw malformed("a comma or the end of an object") }
        byte = next()
      }
    }
    depth -= 1
  }

  /// An array: `element` is called before each value and must read it, or `skip` it.
  public mutating func array(_ element: (inout JSONReader) throws(JasperError) -> Void) throws(JasperError) {
    try open(0x5B, "an array")
    if next() == 0x5D {
      position += 1
    } else {
      while true {
        try element(&self)
        let byte = next()
        position += 1
        if byte == 0x5D { break }
        guard byte == 0x2C else { throw malformed("a comma or the end of an array") }
      }
    }
    depth -= 1
  }

  /// A value of any kind, checked and thrown away.
  public mutating func skip() throws(JasperError) {
    switch next() {
    case 0x22: _ = try string()
    case 0x7B: try object { (reader, _) throws(JasperError) in try reader.skip() }
    case 0x5B: try array { (reader) throws(JasperError) in try reader.skip() }
    case 0x74: try word("true")
    case 0x66: try word("false")
    case 0x6E: try word("null")
    default: _ = try number()
    }
  }

  /// Whether a `null` stands here; it is read if so.
  public mutating func isNull() throws(JasperError) -> Bool {
    guard next() == 0x6E else { return false }
    try word("null")
    return true
  }

  /// The first byte of the next value or mark; 0 at the end of the text.
  public mutating func next() -> UInt8 {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      position += 1
    }
    return 0
  }

  /// - Throws: `JasperError.bodyMalformed` when anything but blanks is left.
  public mutating func end() throws(JasperError) {
    _ = next()
    guard position == bytes.count else { throw malformed("nothing more") }
  }

  private mutating func open(_ mark: UInt8, _ what: String) throws(JasperError) {
    let found = next()
    guard found == mark else {
      if found == 0 { throw malformed(what) }
      throw JasperError(.bodyRefused, "\(what) is wanted at byte \(position)")
    }
    depth += 1
    guard depth <= Self.depthLimit else { throw JasperError(.bodyMalformed, "the body has too many levels") }
    position += 1
  }

  private mutating func word(_ word: StaticString) throws(JasperError) {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count else { throw malformed("true, false or null") }
    for (index, byte) in UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount).enumerated()
    where bytes[position + index] != byte {
      throw malformed("true, false or null")
    }
    position = end
  }

  func malformed(_ wanted: String) -> JasperError {
    JasperError(.bodyMalformed, "the body is not JSON: \(wanted) is wanted at byte \(position)")
  }
}
