/// What an address, or a name, stands for: only global ones are another relay on the Internet.
///
/// The registries of special-purpose addresses (RFC 6890, RFC 8190 and later entries).
public enum AddressKind: String, Sendable, CaseIterable {
  case global, loopback, privateUse, linkLocal, multicast, unspecified, documentation, reserved
  /// A domain that means something in one network only, such as `localhost` or one without a dot.
  case localName
  /// Neither an address nor a domain, such as `127.1`, which some resolvers take for one.
  case malformed

  /// Whether it is no peer's address even where private peers are allowed. Deliberate: a connection to the unspecified
  /// address reaches the machine itself, and one to many is none.
  public var isNeverAPeer: Bool { self == .unspecified || self == .multicast || self == .malformed }
}

extension NetworkAddress {
  public var kind: AddressKind {
    func number(_ bytes: some Collection<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    guard bytes.count == 16 else { return Self.kind(four: UInt32(truncatingIfNeeded: number(bytes))) }
    return Self.kind(six: number(bytes.prefix(8)), number(bytes.dropFirst(8)))
  }

  private static func kind(four number: UInt32) -> AddressKind {
    func within(_ network: UInt32, _ bits: UInt32) -> Bool { (number ^ network) >> (32 - bits) == 0 }
    if number == 0 { return .unspecified }
    if within(0x7f00_0000, 8) { return .loopback }
    // 10/8, 172.16/12, 192.168/16, and 100.64/10, which is shared by a provider's customers.
    if within(0x0a00_0000, 8) || within(0xac10_0000, 12) || within(0xc0a8_0000, 16) || within(0x6440_0000, 10) {
      return .privateUse
    }
    if within(0xa9fe_0000, 16) { return .linkLocal }
    if within(0xe000_0000, 4) { return .multicast }
    // 192.0.2/24, 198.51.100/24, 203.0.113/24.
    if within(0xc000_0200, 24) || within(0xc633_6400, 24) || within(0xcb00_7100, 24) { return .documentation }
    // 0/8, 192.0.0/24, 192.88.99/24, 198.18/15, 240/4.
    let reserved =
      within(0, 8) || within(0xc000_0000, 24) || within(0xc058_6300, 24) || within(0xc612_0000, 15)
      || within(0xf000_0000, 4)
    return reserved ? .reserved : .global
  }

  private static func kind(six high: UInt64, _ low: UInt64) -> AddressKind {
    func within(_ network: UInt64, _ bits: UInt64) -> Bool { (high ^ network) >> (64 - bits) == 0 }
    if high == 0, low == 0 { return .unspecified }
    if high == 0, low == 1 { return .loopback }
    if within(0xff00 << 48, 8) { return .multicast }
    // fe80::/10; fec0::/10 and fc00::/7 are the old and the new private ones.
    if within(0xfe80 << 48, 10) { return .linkLocal }
    if within(0xfec0 << 48, 10) || within(0xfc00 << 48, 7) { return .privateUse }
    // 64:ff9b::/96 stands for an IPv4 address behind a translator: it is what that one is.
    if high == 0x0064_ff9b_0000_0000, low >> 32 == 0 { return kind(four: UInt32(truncatingIfNeeded: low)) }
    // 2001:db8::/32 and 3fff::/20.
    if within(0x2001_0db8 << 32, 32) || within(0x3fff << 48, 20) { return .documentation }
    // 2001::/23 holds protocol assignments and Teredo; 2002::/16, 6to4, would reach any IPv4 address.
    if within(0x2001 << 48, 23) || within(0x2002 << 48, 16) { return .reserved }
    return within(0x2000 << 48, 3) ? .global : .reserved
  }
}
