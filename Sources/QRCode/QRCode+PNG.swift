extension QRCode {
  /// A PNG image (W3C PNG, second edition): one bit a pixel, black on white, with the quiet zone.
  /// - Parameter scale: pixels along a module's side, 1 to 64.
  public func png(scale: Int = 8) -> [UInt8] {
    let side = (size + 2 * Self.quietZone) * min(max(scale, 1), 64)
    var image: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    // §11.2.2: width, height, 1 bit, greyscale, then the only methods that there are, not interlaced.
    image += PNG.chunk("IHDR", PNG.number(side) + PNG.number(side) + [1, 0, 0, 0, 0])
    image += PNG.chunk("IDAT", PNG.stored(pixels(scale: side / (size + 2 * Self.quietZone))))
    image += PNG.chunk("IEND", [])
    return image
  }

  /// The rows, each after its filter type 0 (§9.2); in greyscale 1 is white.
  private func pixels(scale: Int) -> [UInt8] {
    withQuietZone.flatMap { row in
      let bits = withQuietZone.flatMap { Array(repeating: !self[row: row, column: $0], count: scale) }
      var line: [UInt8] = [0]
      for start in stride(from: 0, to: bits.count, by: 8) {
        line.append((0..<8).reduce(0) { $0 << 1 | (start + $1 < bits.count && bits[start + $1] ? 1 : 0) })
      }
      return Array(repeating: line, count: scale).flatMap { $0 }
    }
  }
}

/// The few parts of PNG that an image needs.
///
/// Deliberate: not compressed, hence no library. A code of ordinary size is 25 kB.
private enum PNG {
  /// Length, type, data, CRC-32 of type and data (§5.3).
  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return number(data.count) + body + number(Int(checksum(of: body)))
  }

  /// Four bytes, the most significant first.
  static func number(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }

  /// A zlib stream (RFC 1950) of stored blocks (RFC 1951 §3.2.4).
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var rest = bytes[...]
    repeat {
      let block = rest.prefix(0xffff)
      rest = rest.dropFirst(block.count)
      let length = UInt16(block.count)
      stream.append(rest.isEmpty ? 1 : 0)
      for half in [length, ~length] { stream += [UInt8(half & 0xff), UInt8(half >> 8)] }
      stream += block
    } while !rest.isEmpty
    return stream + number(Int(adler(bytes)))
  }

  /// Adler-32 (RFC 1950 §9).
  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return high << 16 | low
  }

  /// CRC-32 of PNG (annex D), bit by bit: the image is small.
  private static func checksum(of bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xffff_ffff) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
    }
  }
}
