import DaemonAPI
import Platform

/// A file that a message points to: a Markdown link, as the Jasper protocol has it. The file itself travels in no
/// packet; whoever writes puts it somewhere.
enum FileMention {
  /// `[name](URL#sha256=…)`, or `![name](…)` for an image.
  /// - Parameters:
  ///   - path: the file on this machine; its last part becomes the name.
  ///   - sha256: 64 hex digits, for the reader to check what was fetched.
  static func markdown(path: String, url: String, sha256: String, isImage: Bool) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    // By scalars: a bracket with a combining mark is one character, and a bracket all the same. A line would end the link.
    let escaped = name.unicodeScalars.map { scalar in
      if scalar.properties.generalCategory == .control { return " " }
      return "[]\\".unicodeScalars.contains(scalar) ? "\\\(scalar)" : String(scalar)
    }.joined()
    return "\(isImage ? "!" : "")[\(escaped)](\(url)#sha256=\(sha256))"
  }

  /// Why an address cannot be the target of a link; nil when it can.
  static func fault(of url: String) -> String? {
    let schemes = ["https://", "http://", "ipfs://", "ipns://"]
    guard schemes.contains(where: { url.lowercased().hasPrefix($0) }) else {
      return "--url takes an address that begins with \(schemes.joined(separator: ", "))"
    }
    let isPlain = url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: ")") }
    if !isPlain || url.contains("#") { return "--url takes an address without blanks, brackets and a fragment" }
    // With the digest behind it, it must stay a link (2048 bytes).
    return url.utf8.count <= 1900 ? nil : "--url takes an address of at most 1900 bytes"
  }
}
