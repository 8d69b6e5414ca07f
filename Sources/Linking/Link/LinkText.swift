import JOSE
import Jasper
import Platform

extension Link {
  static let prefix = "signet:link/1?"

  /// The link as a text: `signet:link/1?relay=…&k=…&s=…`, the last two in base64url.
  public var text: String {
    // The brackets of an IPv6 address are the only characters that a query does not have (RFC 3986 §3.4).
    let address = relay.text.map { $0 == "[" ? "%5B" : $0 == "]" ? "%5D" : String($0) }.joined()
    return Self.prefix + "relay=\(address)&k=\(Base64URL.encode(commitment))&s=\(Base64URL.encode(secret))"
  }

  /// Reads a link: one text a link, with the fields in this order. Blanks and line ends around it are forgiven, since
  /// people paste it; nothing else is.
  /// - Throws: `LinkingError.linkMalformed`.
  public init(_ text: String) throws(LinkingError) {
    guard text.utf8.count <= LinkingLimits.link else { throw Self.malformed("it is too long") }
    let link = Self.trimmed(text)
    guard link.hasPrefix(Self.prefix) else {
      if link.hasPrefix("signet:link/") {
        throw Self.malformed("it is of another version", hint: "a newer Signet may read it")
      }
      throw Self.malformed(
        "it does not begin with \(Self.prefix)", hint: "`signet device join` shows one on the new device")
    }
    var values: [String: Substring] = [:]
    for part in link.dropFirst(Self.prefix.count).split(separator: "&", omittingEmptySubsequences: false) {
      guard let equals = part.firstIndex(of: "="), values[String(part[..<equals])] == nil else {
        throw Self.malformed("a part of it is none, or there twice")
      }
      values[String(part[..<equals])] = part[part.index(after: equals)...]
    }
    guard values.count == 3, let relay = values["relay"].flatMap(Self.relay),
      let commitment = values["k"].flatMap({ Self.bytes($0, Self.commitmentSize) }),
      let secret = values["s"].flatMap({ Self.bytes($0, Self.secretSize) })
    else { throw Self.malformed("its relay, its k or its s is missing or none") }
    self.init(relay: relay, commitment: commitment, secret: secret)
    // The link goes into the transcript as its text: both devices must write the same one.
    guard self.text == link else { throw Self.malformed("it is not written as links are") }
  }

  private static func bytes(_ text: Substring, _ count: Int) -> [UInt8]? {
    // Why it is none is of no use: the link as a whole is refused.
    guard let bytes = try? Base64URL.decode(String(text)), bytes.count == count else { return nil }
    return bytes
  }

  private static func relay(_ text: Substring) -> RelayURL? {
    RelayURL(String(text.replacing("%5B", with: "[").replacing("%5D", with: "]")))
  }

  private static func trimmed(_ text: String) -> Substring {
    let isBlank: (Character) -> Bool = { [" ", "\t", "\n", "\r", "\r\n", "\u{a0}"].contains($0) }
    var rest = text[...]
    while let first = rest.first, isBlank(first) { rest.removeFirst() }
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return rest
  }

  private static func malformed(_ what: String, hint: String? = nil) -> LinkingError {
    LinkingError(.linkMalformed, "this is no link of a new device: \(what)", hint: hint)
  }
}
