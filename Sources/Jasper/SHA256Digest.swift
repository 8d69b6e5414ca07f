import GnuTLS

/// Names a packet: the SHA-256 of its `message` (jasper-packet(5)).
public typealias PacketHash = SHA256Digest

/// 32 bytes of SHA-256, as a value without an allocation of its own: a relay holds millions of them.
public struct SHA256Digest: Sendable, Hashable, Comparable {
  /// Bytes of a digest.
  public static let size = 32

  // Big-endian words, so that their order is the order of the bytes.
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64
  private let fourth: UInt64

  /// The digest of these bytes.
  public init(hashing bytes: UnsafeRawBufferPointer) {
    self = withUnsafeTemporaryAllocation(byteCount: Self.size, alignment: 8) { result in
      Digest.sha256.hash(bytes, into: result)
      return SHA256Digest(bytes32: UnsafeRawBufferPointer(result))
    }
  }

  /// The digest of a text's UTF-8 bytes: for a message, its packet's hash.
  public static func of(_ text: String) -> SHA256Digest {
    var text = text
    return text.withUTF8 { SHA256Digest(hashing: UnsafeRawBufferPointer($0)) }
  }

  /// A digest that was written down; nil unless there are 32 bytes.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.size else { return nil }
    self = Array(bytes).withUnsafeBytes { SHA256Digest(bytes32: $0) }
  }

  /// The protocol's form: 64 lower-case hexadecimal digits; nil for anything else.
  public init?(hex text: UnsafeRawBufferPointer) {
    guard text.count == 2 * Self.size else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var bad = false
    func word(_ start: Int) -> UInt64 {
      var value: UInt64 = 0
      for index in start..<start + 16 {
        let digit = text[index]
        switch digit {
        case 0x30...0x39: value = value << 4 | UInt64(digit - 0x30)
        case 0x61...0x66: value = value << 4 | UInt64(digit - 0x61 + 10)
        default: bad = true
        }
      }
      return value
    }
    words = (word(0), word(16), word(32), word(48))
    guard !bad else { return nil }
    (first, second, third, fourth) = words
  }

  /// The protocol's form: 64 lower-case hexadecimal digits; nil for anything else.
  public init?(hex text: String) {
    var text = text
    guard let digest = text.withUTF8({ SHA256Digest(hex: UnsafeRawBufferPointer($0)) }) else { return nil }
    self = digest
  }

  private init(bytes32 bytes: UnsafeRawBufferPointer) {
    func word(_ offset: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    (first, second, third, fourth) = (word(0), word(8), word(16), word(24))
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Self.size) { buffer, count in
      var index = 0
      for word in [first, second, third, fourth] {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
          buffer[index] = UInt8(truncatingIfNeeded: word >> shift)
          index += 1
        }
      }
      count = Self.size
    }
  }

  /// The bytes as four big-endian numbers, so that comparing numbers compares bytes from the first on.
  public var words: (UInt64, UInt64, UInt64, UInt64) { (first, second, third, fourth) }

  /// Writes the 32 bytes.
  public func copy(into buffer: UnsafeMutableRawBufferPointer) {
    precondition(buffer.count == Self.size, "a digest has \(Self.size) bytes, not \(buffer.count)")
    buffer.storeBytes(of: first.bigEndian, toByteOffset: 0, as: UInt64.self)
    buffer.storeBytes(of: second.bigEndian, toByteOffset: 8, as: UInt64.self)
    buffer.storeBytes(of: third.bigEndian, toByteOffset: 16, as: UInt64.self)
    buffer.storeBytes(of: fourth.bigEndian, toByteOffset: 24, as: UInt64.self)
  }

  /// Appends the 64 digits of the protocol's form.
  public func write(hex output: inout [UInt8]) {
    for word in [first, second, third, fourth] {
      for shift in stride(from: UInt64(60), through: 0, by: -4) {
        let nibble = UInt8(truncatingIfNeeded: word >> shift) & 15
        output.append(nibble < 10 ? 0x30 + nibble : 0x61 + nibble - 10)
      }
    }
  }

  /// 64 lower-case hexadecimal digits.
  public var text: String {
    var digits: [UInt8] = []
    write(hex: &digits)
    return String(decoding: digits, as: UTF8.self)
  }

  /// Deliberate: of a quarter of it. That is as evenly spread as all of it, and nobody finds many digests alike in it.
  public func hash(into hasher: inout Hasher) { hasher.combine(first) }

  public static func < (left: SHA256Digest, right: SHA256Digest) -> Bool {
    (left.first, left.second, left.third, left.fourth) < (right.first, right.second, right.third, right.fourth)
  }
}
