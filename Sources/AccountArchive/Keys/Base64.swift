import Platform

/// Base64 in the standard alphabet (RFC 4648 §4), to and from secret memory.
enum Base64 {
  /// The bytes that `text` stands for. White space anywhere and missing padding are taken, as Jami does; nil when
  /// anything else is wrong.
  /// - Throws: `ArchiveError.tooLarge` for more than `limit` bytes; `SystemError.memoryUnavailable`.
  static func decode(_ text: JSONText, limit: Int) throws -> Secret? { try decodeAny(text, limit: limit) }

  /// The same for text that is not inside a JSON string.
  static func decode(_ text: UnsafeRawBufferPointer, limit: Int) throws -> Secret? { try decodeAny(text, limit: limit) }

  private static func decodeAny(_ text: some Sequence<UInt8>, limit: Int) throws -> Secret? {
    var decoder = Decoder(text)
    var count = 0
    while decoder.next() != nil { count += 1 }
    guard decoder.isSound else { return nil }
    guard count <= limit else {
      throw ArchiveError(.tooLarge, "an entry of the archive holds more than \(limit >> 10) KiB")
    }
    return try Secret(count: count) { bytes in
      // Twice over the text rather than once into memory that has to grow.
      for (place, byte) in Decoder(text).enumerated() { bytes[place] = byte }
    }
  }

  /// Padded, on one line; `emit` gets the digits in pieces of up to 256.
  static func encode<Failure: Error>(
    _ bytes: UnsafeRawBufferPointer, emit: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    let piece = WipedMemory(count: 256)
    var filled = 0
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let here = min(3, bytes.count - start)
      var group: UInt32 = 0
      for offset in 0..<3 { group = group << 8 | (offset < here ? UInt32(bytes[start + offset]) : 0) }
      for digit in 0..<4 {
        let value = UInt8(truncatingIfNeeded: group >> UInt32(18 - 6 * digit)) & 63
        piece.bytes[filled] = digit <= here ? self.digit(value) : UInt8(ascii: "=")
        filled += 1
      }
      if filled == piece.bytes.count {
        try emit(UnsafeRawBufferPointer(piece.bytes))
        filled = 0
      }
    }
    if filled > 0 { try emit(UnsafeRawBufferPointer(rebasing: piece.bytes[..<filled])) }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    switch value {
    case 0..<26: UInt8(ascii: "A") + value
    case 26..<52: UInt8(ascii: "a") + value - 26
    case 52..<62: UInt8(ascii: "0") + value - 52
    case 62: UInt8(ascii: "+")
    default: UInt8(ascii: "/")
    }
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  private struct Decoder<Text: Sequence<UInt8>>: Sequence, IteratorProtocol {
    private var text: Text.Iterator
    private var held: UInt32 = 0
    private var bits = 0
    private var digits = 0
    private var padding = 0
    private var isDamaged = false

    init(_ text: Text) { self.text = text.makeIterator() }

    /// Once the end is reached: whether all of it was base64.
    var isSound: Bool {
      // One digit alone is six bits: no byte.
      guard !isDamaged, digits % 4 != 1 else { return false }
      return padding == 0 || (digits + padding) % 4 == 0
    }

    mutating func next() -> UInt8? {
      while let digit = text.next() {
        switch digit {
        case 0x09, 0x0A, 0x0D, 0x20: continue
        case UInt8(ascii: "="):
          padding += 1
          if padding > 2 { isDamaged = true }
        default:
          guard padding == 0, let value = Base64.value(digit) else {
            isDamaged = true
            return nil
          }
          digits += 1
          held = held << 6 | UInt32(value)
          bits += 6
          guard bits >= 8 else { continue }
          bits -= 8
          return UInt8(truncatingIfNeeded: held >> UInt32(bits))
        }
      }
      return nil
    }
  }
}
