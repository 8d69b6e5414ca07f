import Platform

/// Reads the same part of MessagePack. It remembers where each value lay, because signatures are checked over bytes as
/// they stand, never over bytes written again.
struct MessagePackReader {
  indirect enum Value {
    case unsigned(UInt64)
    case text(String)
    case binary([UInt8])
    case map([(key: String, value: Value, range: Range<Int>)])
    case array([Value])
    /// Anything else that is well formed: nil, booleans, negative numbers, floating point.
    case other
  }

  /// Deeper values are refused: nothing of Jami's is nested more than four times.
  private static let depthLimit = 16

  private let bytes: [UInt8]
  private var position: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = 0
  }

  /// The one value that `bytes` hold.
  /// - Throws: `IdentityError.recordDamaged`; also when something follows it.
  static func read(_ bytes: [UInt8]) throws(IdentityError) -> Value {
    var reader = MessagePackReader(bytes)
    let value = try reader.value(depth: 0)
    guard reader.position == bytes.count else { throw damaged }
    return value
  }

  private static var damaged: IdentityError { IdentityError(.recordDamaged, "the record is no MessagePack value") }

  private mutating func value(depth: Int) throws(IdentityError) -> Value {
    guard depth < Self.depthLimit else { throw Self.damaged }
    let tag = try byte()
    switch tag {
    case 0x00...0x7f: return .unsigned(UInt64(tag))
    case 0x80...0x8f: return try map(Int(tag & 15), depth)
    case 0x90...0x9f: return try array(Int(tag & 15), depth)
    case 0xa0...0xbf: return try text(Int(tag & 31))
    case 0xc0, 0xc2, 0xc3, 0xe0...0xff: return .other
    case 0xc4...0xc6: return .binary(try take(try length(1 << (tag - 0xc4))))
    case 0xca...0xcb: return try skip(4 << (tag - 0xca))
    case 0xcc...0xcf: return .unsigned(try number(1 << (tag - 0xcc)))
    case 0xd0...0xd3: return try skip(1 << (tag - 0xd0))
    case 0xd9...0xdb: return try text(try length(1 << (tag - 0xd9)))
    case 0xdc...0xdd: return try array(try length(2 << (tag - 0xdc)), depth)
    case 0xde...0xdf: return try map(try length(2 << (tag - 0xde)), depth)
    default: throw Self.damaged
    }
  }

  private mutating func map(_ count: Int, _ depth: Int) throws(IdentityError) -> Value {
    var pairs: [(key: String, value: Value, range: Range<Int>)] = []
    for _ in 0..<count {
      guard case .text(let key) = try value(depth: depth + 1) else { throw Self.damaged }
      // A second value under one key would let two readers see two records under one signature.
      guard !pairs.contains(where: { $0.key == key }) else { throw Self.damaged }
      let start = position
      let content = try value(depth: depth + 1)
      pairs.append((key, content, start..<position))
    }
    return .map(pairs)
  }

  private mutating func array(_ count: Int, _ depth: Int) throws(IdentityError) -> Value {
    var values: [Value] = []
    for _ in 0..<count { values.append(try value(depth: depth + 1)) }
    return .array(values)
  }

  private mutating func text(_ count: Int) throws(IdentityError) -> Value {
    guard let text = String(validating: try take(count), as: UTF8.self) else { throw Self.damaged }
    return .text(text)
  }

  private mutating func skip(_ count: Int) throws(IdentityError) -> Value {
    _ = try take(count)
    return .other
  }

  private mutating func length(_ size: Int) throws(IdentityError) -> Int {
    guard let length = Int(exactly: try number(size)), length <= bytes.count - position else { throw Self.damaged }
    return length
  }

  private mutating func number(_ size: Int) throws(IdentityError) -> UInt64 {
    try take(size).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func byte() throws(IdentityError) -> UInt8 { try take(1)[0] }

  private mutating func take(_ count: Int) throws(IdentityError) -> [UInt8] {
    guard count <= bytes.count - position else { throw Self.damaged }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }
}
