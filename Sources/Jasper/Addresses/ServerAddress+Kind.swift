import Glibc

extension ServerAddress {
  /// What kind of address it is. A domain counts as global unless it says itself that it is not: what it resolves to is
  /// known only when it is connected to.
  public var kind: AddressKind {
    if let literal { return literal.kind }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.allSatisfy(Self.isLabel), let last = labels.last, !Self.looksLikeNumber(last) else {
      return .malformed
    }
    let isLocal = labels.count < 2 || ["localhost", "local", "internal"].contains(last) || host.hasSuffix(".home.arpa")
    return isLocal ? .localName : .global
  }

  /// The address, where the host is one: four decimal numbers, or a form of RFC 4291 §2.2 without zone.
  public var literal: NetworkAddress? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let isSix = host.utf8.contains(UInt8(ascii: ":"))
    guard !host.utf8.contains(0), inet_pton(isSix ? AF_INET6 : AF_INET, host, &bytes) == 1 else { return nil }
    return NetworkAddress(bytes: isSix ? bytes : Array(bytes.prefix(4)))
  }

  /// A part of a host name (RFC 1123 §2.1); with `_`, which private networks have.
  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-" && !label.contains(":")
  }

  /// Resolvers read `127.1`, `2130706433` and `0x7f000001` as addresses; no top-level domain looks like them.
  private static func looksLikeNumber(_ label: Substring) -> Bool {
    label.hasPrefix("0x") || label.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
