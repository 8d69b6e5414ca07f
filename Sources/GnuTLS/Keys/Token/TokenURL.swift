import Platform

/// Where a key is on a PKCS#11 token, or where one is to be made (RFC 7512), for instance `pkcs11:token=mine`.
///
/// Deliberate: no part behind a `?`, and so neither `pin-value` nor `pin-source`. Addresses are kept in databases, shown
/// and logged, and a PIN is not.
public struct TokenURL: Sendable, Hashable, CustomStringConvertible {
  public let text: String
  public var description: String { text }

  /// Most bytes of one.
  public static let limit = 1024

  private let attributes: [(name: String, value: String)]

  /// - Throws: `GnuTLSError.tokenURLRefused` for what is no such address, names no token, or holds a PIN.
  public init(_ text: String) throws(GnuTLSError) {
    guard text.utf8.count <= Self.limit, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
      text.hasPrefix("pkcs11:")
    else { throw Self.refused("it does not begin with pkcs11:, or has blanks or more than \(Self.limit) bytes") }
    guard !text.contains("?"), !text.contains("pin-") else {
      throw Self.refused(
        "it has a part behind a `?`, where a PIN could be", "the PIN is asked for, or read from a file")
    }
    var attributes: [(name: String, value: String)] = []
    for part in text.dropFirst("pkcs11:".count).split(separator: ";", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard halves.count == 2, !attributes.contains(where: { $0.name == halves[0] }) else {
        throw Self.refused("it is not made of names with values, each once")
      }
      attributes.append((halves[0], halves[1]))
    }
    guard attributes.contains(where: { $0.name == "token" || $0.name == "serial" }) else {
      throw Self.refused("it names no token, by `token` or `serial`", "`p11tool --list-token-urls` shows what is there")
    }
    guard attributes.allSatisfy({ $0.name != "type" || $0.value == "private" }) else {
      throw Self.refused("it is that of something else than a private key")
    }
    self.text = text
    self.attributes = attributes
  }

  /// What people call the token: its label, else its serial number.
  public var tokenName: String {
    let part = attributes.first { $0.name == "token" } ?? attributes.first { $0.name == "serial" }
    guard let part else { return text }
    return Self.decoded(part.value)
  }

  /// Whether it names one key on the token, and not the token alone.
  public var namesKey: Bool { attributes.contains { $0.name == "id" || $0.name == "object" } }

  /// The address of the token alone.
  var token: String {
    Self.join(attributes.filter { ["token", "serial", "model", "manufacturer"].contains($0.name) })
  }

  /// The same without what names a key on it.
  public var onTokenAlone: TokenURL { get throws(GnuTLSError) { try TokenURL(token) } }

  /// The private key with this ID on the same token.
  func key(id: [UInt8]) -> String {
    token + ";id=" + id.map { "%" + Hex.text(of: [$0]) }.joined() + ";type=private"
  }

  /// What finds the key again whatever else it is called later: serial number, label of the token, and ID. A key
  /// without an ID is found by its name.
  var lasting: TokenURL {
    get throws(GnuTLSError) {
      let name = attributes.contains { $0.name == "id" && !$0.value.isEmpty } ? "id" : "object"
      let kept = attributes.filter { ["token", "serial", name].contains($0.name) }
      return try TokenURL(Self.join(kept + [("type", "private")]))
    }
  }

  /// The same without its type: public key and all that goes with the private one.
  var everything: String { Self.join(attributes.filter { $0.name != "type" }) }

  private static func join(_ attributes: [(name: String, value: String)]) -> String {
    "pkcs11:" + attributes.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
  }

  /// Percent-decoded (RFC 3986 §2.1); what is no text stays as it is.
  private static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let first = rest.popFirst() {
      if first == UInt8(ascii: "%"), rest.count >= 2,
        let byte = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(byte)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(first)
      }
    }
    let decoded = String(validating: bytes, as: UTF8.self) ?? text
    return decoded.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } ? decoded : text
  }

  private static func refused(_ why: String, _ hint: String? = nil) -> GnuTLSError {
    GnuTLSError(.tokenURLRefused, "read", "the address of a token", because: why, hint: hint)
  }

  public static func == (left: TokenURL, right: TokenURL) -> Bool { left.text == right.text }
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
