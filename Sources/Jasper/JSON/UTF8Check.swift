/// Whether bytes are UTF-8 (RFC 3629). ASCII, which packets are made of, goes eight bytes at a time.
enum UTF8Check {
  static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var position = 0
    while position + 8 <= bytes.count,
      bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    {
      position += 8
    }
    guard position < bytes.count else { return true }
    let rest = UnsafeRawBufferPointer(rebasing: bytes[position...])
    return String(validating: rest, as: UTF8.self) != nil
  }
}
