import CGnuTLS
import Glibc

/// Textual encoding (RFC 7468).
enum PEM {
  private static let dashes = Array("-----".utf8)

  /// The contents of all `label` blocks, in their order.
  ///
  /// Text between blocks is allowed, as the RFC wants, but a line of dashes that does not belong to a `label` block is
  /// not: it is a damaged boundary or another kind of object, and skipping it would lose a certificate silently.
  static func blocks(_ label: String, in text: [UInt8], _ call: Call) throws(GnuTLSError) -> [[UInt8]] {
    let begin = Array("-----BEGIN \(label)-----".utf8)
    let end = Array("-----END \(label)-----".utf8)
    func index(of needle: [UInt8], from start: Int) -> Int? {
      text.withUnsafeBytes { firstIndex(of: needle, in: $0, from: start) }
    }
    var found: [[UInt8]] = []
    var position = 0
    while let start = index(of: dashes, from: position) {
      guard text[start...].starts(with: begin) else {
        throw call.error(because: "a PEM boundary is damaged or not that of a \(label)")
      }
      guard let last = index(of: dashes, from: start + begin.count), text[last...].starts(with: end) else {
        throw call.error(because: "a PEM block has no end")
      }
      position = last + end.count
      found.append(try decode(label, Array(text[start..<position]) + [UInt8(ascii: "\n")], call))
    }
    return found
  }

  /// Where `needle`, which begins with a dash, is first, at `start` or behind it.
  static func firstIndex(of needle: [UInt8], in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    var position = start
    while let dash = memchr(base + position, Int32(UInt8(ascii: "-")), bytes.count - position) {
      position = UnsafeRawPointer(dash) - base
      guard bytes.count - position >= needle.count else { return nil }
      if memcmp(base + position, needle, needle.count) == 0 { return position }
      position += 1
    }
    return nil
  }

  /// One block around `der`, lines of 64 characters, one LF at the end.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpem_005fbase64_005fencode2>
  static func text(_ label: String, _ der: [UInt8]) -> String {
    let call = Call("written", "a PEM block")
    do {
      let bytes = try Datum.take(call) { result in Datum.lend(der) { gnutls_pem_base64_encode2(label, $0, result) } }
      return String(decoding: bytes, as: UTF8.self)
    } catch {
      preconditionFailure("\(error)")  // It only fails without memory, and then so does everything else.
    }
  }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpem_005fbase64_005fdecode2>
  private static func decode(_ label: String, _ block: [UInt8], _ call: Call) throws(GnuTLSError) -> [UInt8] {
    try Datum.take(call) { result in Datum.lend(block) { gnutls_pem_base64_decode2(label, $0, result) } }
  }
}
