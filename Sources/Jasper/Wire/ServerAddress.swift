/// Where a relay listens: the protocol's `{"ip", "port"}`.
public struct ServerAddress: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// An IPv4 or IPv6 address, the latter without brackets, or a domain in lower case.
  public let host: String
  public let port: UInt16

  /// - Throws: `JasperError.addressRefused` for a host that cannot be one, or port 0.
  public init(host: String, port: Int) throws(JasperError) {
    var host = host.lowercased()
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    guard !host.isEmpty, host.utf8.count <= PacketLimits.host, host.utf8.allSatisfy(Self.isHostCharacter) else {
      throw JasperError(.addressRefused, "'\(host.unicodeScalars.filter(\.isASCII).prefix(60))' is no host")
    }
    guard let port = UInt16(exactly: port), port > 0 else {
      throw JasperError(.addressRefused, "\(port) is no port")
    }
    self.host = host
    self.port = port
  }

  /// `HOST:PORT`, with an IPv6 address in brackets.
  /// - Throws: `JasperError.addressRefused`.
  public init(_ text: String) throws(JasperError) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else {
      throw JasperError(.addressRefused, "'\(text)' is no address", hint: "write HOST:PORT")
    }
    let host = String(text[..<colon])
    guard !host.contains(":") || host.hasPrefix("[") else {
      throw JasperError(.addressRefused, "'\(text)' is no address", hint: "write an IPv6 address as [ADDRESS]:PORT")
    }
    try self.init(host: host, port: port)
  }

  /// `HOST:PORT`, with an IPv6 address in brackets.
  public var description: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

  public static func < (left: ServerAddress, right: ServerAddress) -> Bool {
    (left.host, left.port) < (right.host, right.port)
  }

  private static func isHostCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E, 0x3A, 0x5F: true
    default: false
    }
  }
}
