import Platform

/// Which of the servers that relays tell of go onto the known list.
public struct LearnedServers: Sendable {
  public struct Limits: Sendable, Hashable {
    /// Learned relays in all.
    public var total = 256
    /// Of these, told by one relay: so that one cannot fill the list with its own.
    public var fromOne = 32
    /// Of these, in one block of addresses (/24, or /48 of IPv6): so that one operator is not most of the mesh.
    public var inOneBlock = 8

    public init() {}
  }

  private let limits: Limits
  /// Told and typed servers are the same one whatever the scheme is.
  private var addresses: Set<ServerAddress>
  private var total = 0
  private var byTeller: [RelayURL: Int] = [:]
  private var byBlock: [[UInt8]: Int] = [:]

  /// - Parameters:
  ///   - known: the relays of the known list; with who told of it, for a learned one.
  ///   - removed: what the person took out: never learned again.
  public init(
    known: some Sequence<(relay: RelayURL, teller: RelayURL?)>, removed: some Sequence<RelayURL>,
    limits: Limits = Limits()
  ) {
    self.limits = limits
    addresses = Set(removed.map(\.address))
    for (relay, teller) in known {
      addresses.insert(relay.address)
      if let teller { count(relay.address, teller) }
    }
  }

  /// Takes in what a relay told.
  /// - Returns: those that go onto the list, in the order in which they were told.
  public mutating func take(_ told: some Sequence<ServerAddress>, from teller: RelayURL) -> [RelayURL] {
    var taken: [RelayURL] = []
    for server in told {
      guard total < limits.total, byTeller[teller, default: 0] < limits.fromOne else { break }
      guard !addresses.contains(server), Self.mayTell(teller.address.kind, of: server.kind) else { continue }
      if let block = Self.block(of: server), byBlock[block, default: 0] >= limits.inOneBlock { continue }
      addresses.insert(server)
      count(server, teller)
      taken.append(RelayURL(isSecure: false, address: server))
    }
    return taken
  }

  /// Whether a relay at an address of one kind may tell of one of the other. A stranger on the Internet that names an
  /// address inside would have this machine knock at the doors of its own network.
  public static func mayTell(_ teller: AddressKind, of told: AddressKind) -> Bool {
    switch told {
    case .global: true
    case .loopback: teller == .loopback
    case .privateUse, .linkLocal, .localName:
      [.loopback, .privateUse, .linkLocal, .localName].contains(teller)
    case .documentation, .reserved: teller == told || teller == .loopback
    case .multicast, .unspecified, .malformed: false
    }
  }

  private mutating func count(_ server: ServerAddress, _ teller: RelayURL) {
    total += 1
    byTeller[teller, default: 0] += 1
    if let block = Self.block(of: server) { byBlock[block, default: 0] += 1 }
  }

  /// Among private addresses blocks say nothing.
  private static func block(of server: ServerAddress) -> [UInt8]? {
    guard let address = server.literal, address.kind == .global else { return nil }
    return address.block
  }
}
