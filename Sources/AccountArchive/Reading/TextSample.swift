/// Tells JSON text from ciphertext by its first bytes. Nothing else does: an encrypted archive has no mark.
enum TextSample {
  /// Whether `sample` begins a text rather than a ciphertext.
  ///
  /// Text is valid UTF-8 without control characters. So that one damaged byte does not make a ciphertext of it,
  /// something that opens like JSON is text too when three quarters of it are printable; of a ciphertext's bytes
  /// three in eight are.
  /// - Parameter isWhole: whether nothing follows; otherwise a character may be cut at the end.
  static func isText(_ sample: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
    if isCleanText(sample, isWhole: isWhole) { return true }
    guard let first = sample.first(where: { !isSpace($0) }), first == UInt8(ascii: "{") else { return false }
    var printable = 0
    for byte in sample where isSpace(byte) || (0x20..<0x7F).contains(byte) { printable += 1 }
    return printable * 4 >= sample.count * 3
  }

  private static func isCleanText(_ sample: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
    for byte in sample where byte < 0x20 && !isSpace(byte) && byte != 0 { return false }
    var decoder = UTF8()
    var bytes = sample.makeIterator()
    var place = 0
    while true {
      switch decoder.decode(&bytes) {
      case .emptyInput: return true
      case .scalarValue(let scalar): place += UTF8.width(scalar)
      case .error: return !isWhole && sample.count - place < 4
      }
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}
