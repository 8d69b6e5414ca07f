/// Writes JSON strings.
public enum JSONText {
  /// Appends a string with its quotation marks.
  public static func write(_ text: String, to output: inout [UInt8]) {
    output.append(0x22)
    var text = text
    text.withUTF8 { bytes in
      for byte in bytes {
        switch byte {
        case 0x22, 0x5C: output += [0x5C, byte]
        case 0x0A: output += [0x5C, 0x6E]
        case 0..<0x20:
          output += [0x5C, 0x75, 0x30, 0x30, 0x30 + byte >> 4, byte & 15 < 10 ? 0x30 + byte & 15 : 0x57 + byte & 15]
        default: output.append(byte)
        }
      }
    }
    output.append(0x22)
  }
}
