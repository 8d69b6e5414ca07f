/// A file in a message: a Markdown link, `[name](url)`, or `![name](url)` for an image, as the protocol says.
///
/// Nothing is ever fetched for it. A fragment `#sha256=<64 hex>` lets whoever does check what came.
public struct FileLink: Sendable, Hashable {
  public let name: String
  /// As it stands, with its fragment.
  public let url: String
  public let isImage: Bool
  /// 64 hex digits.
  public let sha256: String?

  /// Most links that are looked for in one text.
  static let limit = 100
  private static let schemes = ["https://", "http://", "ipfs://", "ipns://"]
  private static let fragment = "#sha256="

  /// The links in a text, in their order. Other Markdown, and links to other schemes, are none.
  public static func all(in text: String) -> [FileLink] {
    var links: [FileLink] = []
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count, links.count < limit {
      guard bytes[index] == UInt8(ascii: "["), let found = link(in: bytes, at: index) else {
        index += 1
        continue
      }
      links.append(found.link)
      index = found.end
    }
    return links
  }

  private static func link(in bytes: [UInt8], at start: Int) -> (link: FileLink, end: Int)? {
    var name: [UInt8] = []
    var index = start + 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "]") {
      if bytes[index] == UInt8(ascii: "["), index > start { return nil }
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
      if bytes[index] == UInt8(ascii: "\n") || name.count > 1000 { return nil }
      name.append(bytes[index])
      index += 1
    }
    guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "(") else { return nil }
    let first = index + 2
    guard let length = bytes[first...].prefix(2049).firstIndex(of: UInt8(ascii: ")")) else { return nil }
    let url = String(decoding: bytes[first..<length], as: UTF8.self)
    guard schemes.contains(where: { url.lowercased().hasPrefix($0) }),
      url.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
    else { return nil }
    let isImage = start > 0 && bytes[start - 1] == UInt8(ascii: "!")
    return (
      FileLink(name: String(decoding: name, as: UTF8.self), url: url, isImage: isImage, sha256: digest(in: url)),
      length + 1
    )
  }

  private static func digest(in url: String) -> String? {
    guard let mark = url.range(ofText: fragment) else { return nil }
    let digits = url[mark...]
    // Deliberate: not `isHexDigit` alone, which takes full-width digits too.
    return digits.utf8.count == 64 && digits.allSatisfy { $0.isASCII && $0.isHexDigit } ? digits.lowercased() : nil
  }
}

extension String {
  /// Where the text behind the last `mark` begins; nil where there is no mark.
  fileprivate func range(ofText mark: String) -> String.Index? {
    var found: String.Index?
    var rest = self[...]
    while let next = rest.firstIndex(of: "#") {
      if rest[next...].hasPrefix(mark) { found = rest.index(next, offsetBy: mark.count) }
      rest = rest[rest.index(after: next)...]
    }
    return found
  }
}
