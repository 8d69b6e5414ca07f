import Glibc

/// The compact serialisation (RFC 7515 §3.1, RFC 7516 §3.1): base64url parts with dots between.
enum CompactText {
  private static let dot = UInt8(ascii: ".")

  /// The parts of `text`; nil unless there are exactly `count`. Looks at the dots only.
  static func split(_ text: UnsafeRawBufferPointer, into count: Int) -> [UnsafeRawBufferPointer]? {
    guard let start = text.baseAddress else { return nil }
    var parts: [UnsafeRawBufferPointer] = []
    parts.reserveCapacity(count)
    var from = 0
    while let dot = memchr(start + from, Int32(dot), text.count - from) {
      let end = UnsafeRawPointer(dot) - start
      parts.append(UnsafeRawBufferPointer(rebasing: text[from..<end]))
      from = end + 1
      guard parts.count < count else { return nil }
    }
    parts.append(UnsafeRawBufferPointer(rebasing: text[from...]))
    return parts.count == count ? parts : nil
  }

  /// `parts` in base64url with dots between; the first is there already.
  static func join(_ first: [UInt8], _ parts: [[UInt8]]) -> String {
    var text: [UInt8] = []
    let digits = parts.reduce(first.count) { $0 + 1 + Base64Alphabet.digitCount(of: $1.count) }
    text.reserveCapacity(digits)
    text.append(contentsOf: first)
    for part in parts {
      text.append(dot)
      Base64URL.append(part, to: &text)
    }
    return String(decoding: text, as: UTF8.self)
  }
}
