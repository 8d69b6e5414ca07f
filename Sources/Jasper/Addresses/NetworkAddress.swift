/// An IP address as bytes: it decides whether a relay may connect there, and whose budget a request counts against.
public struct NetworkAddress: Sendable, Hashable {
  /// 4 or 16; an IPv4 address inside IPv6 counts as IPv4.
  public let bytes: [UInt8]

  public init?(bytes: [UInt8]) {
    switch bytes.count {
    case 4: self.bytes = bytes
    case 16:
      let mapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
      self.bytes = mapped ? Array(bytes[12...]) : bytes
    default: return nil
    }
  }

  /// The block that one household or company has: /24 of IPv4, /48 of IPv6.
  public var block: [UInt8] { Array(bytes.prefix(bytes.count == 4 ? 3 : 6)) }
}
