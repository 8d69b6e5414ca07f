import Identity
import JOSE
import Jasper
import Platform

extension Invitation {
  static let prefix = "signet:contact/1?"

  /// The link. Jami ID in hex, digests in base64url.
  public var text: String {
    var parts = ["id=\(jamiID)", "account=\(Base64URL.encode(account.bytes))"]
    if let genesis { parts.append("genesis=\(Base64URL.encode(genesis.bytes))") }
    parts += relays.map { relay in
      // The brackets of an IPv6 address are the only characters that a query does not have (RFC 3986 §3.4).
      "relay=" + relay.text.map { $0 == "[" ? "%5B" : $0 == "]" ? "%5D" : String($0) }.joined()
    }
    return Self.prefix + parts.joined(separator: "&")
  }

  /// Reads a link. Blanks and line ends around it are forgiven, since people paste it; nothing else is.
  /// - Throws: `SealingError.invitationMalformed`.
  public init(_ text: String) throws(SealingError) {
    guard text.utf8.count <= SealingLimits.invitation else { throw Self.malformed("it is too long") }
    let link = Self.trimmed(text)
    guard link.hasPrefix(Self.prefix) else {
      if link.hasPrefix("signet:contact/") {
        throw Self.malformed("it is of another version", hint: "a newer Signet may read it")
      }
      throw Self.malformed("it does not begin with \(Self.prefix)")
    }
    var fields = Fields()
    for part in link.dropFirst(Self.prefix.count).split(separator: "&", omittingEmptySubsequences: false) {
      try fields.take(part)
    }
    guard let id = fields.id, let account = fields.account else {
      throw Self.malformed("the Jami ID or the account is missing")
    }
    try self.init(jamiID: id, account: account, genesis: fields.genesis, relays: fields.relays)
  }

  private struct Fields {
    var id: JamiID?
    var account: AccountFingerprint?
    var genesis: StatementHash?
    var relays: [RelayURL] = []

    mutating func take(_ part: Substring) throws(SealingError) {
      guard let equals = part.firstIndex(of: "="),
        let value = Invitation.percentDecoded(part[part.index(after: equals)...])
      else { throw Invitation.malformed("a part of it is none") }
      switch part[..<equals] {
      case "id" where id == nil:
        id = JamiID(value)
        guard id != nil else { throw Invitation.malformed("the Jami ID is none") }
      case "account" where account == nil:
        account = Invitation.digest(value).flatMap(AccountFingerprint.init(bytes:))
        guard account != nil else { throw Invitation.malformed("the account's digest is none") }
      case "genesis" where genesis == nil:
        genesis = Invitation.digest(value).flatMap(StatementHash.init(bytes:))
        guard genesis != nil else { throw Invitation.malformed("the genesis is none") }
      case "relay":
        guard let relay = RelayURL(value) else { throw Invitation.malformed("a relay's URL is none") }
        relays.append(relay)
      default: throw Invitation.malformed("a part of it is there twice, or not known")
      }
    }
  }

  private static func digest(_ text: String) -> [UInt8]? {
    do {
      return try Base64URL.decode(text)
    } catch {
      return nil
    }
  }

  private static func trimmed(_ text: String) -> Substring {
    let isBlank: (Character) -> Bool = { [" ", "\t", "\n", "\r", "\r\n", "\u{a0}"].contains($0) }
    var rest = text[...]
    while let first = rest.first, isBlank(first) { rest.removeFirst() }
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return rest
  }

  /// RFC 3986 §2.1; nil for half an escape, anything beyond printable ASCII, and what is then no UTF-8.
  private static func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
      guard (0x21...0x7e).contains(byte) else { return nil }
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
  }

  private static func malformed(_ what: String, hint: String? = nil) -> SealingError {
    SealingError(.invitationMalformed, "this is no invitation: \(what)", hint: hint)
  }
}
