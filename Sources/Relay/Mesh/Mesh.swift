import GnuTLS
import Jasper
import Logging
import Platform
import Synchronization

/// This relay among the others: whom it knows, what it pushes, what it fetches.
///
/// It does nothing by itself: `RelayServer.keepUp` calls `probe`, `syncServers`, `syncPackets` and the canaries in time,
/// and tests do as they like.
public final class Mesh: Sendable {
  struct State: Sendable {
    var table: PeerTable
    var canaries: CanaryPlan
    /// Canaries on their way, oldest first in `canaryOrder`.
    var canaryPackets: [ItemID: Packet] = [:]
    var canaryOrder: [ItemID] = []
    var generator = SystemRandomNumberGenerator()
    /// Peers that are being fetched from because they told of hashes.
    var pulling: Set<ServerAddress> = []
    var queues: [ServerAddress: PushQueue] = [:]
    /// Peers that reconcile.
    var reconciling: Set<ServerAddress> = []
    /// Peers that are spoken to over TLS.
    var secure: Set<ServerAddress>
    /// Addresses of active peers, for a quick look at each request.
    var addresses: Set<NetworkAddress> = []
    /// Servers from before the last restart.
    var remembered: RememberedServers
    /// Packets that this relay or a peer would not have.
    var refused = RefusedPackets()
    var isClosed = false
  }

  /// The field in which a relay sends its `instance`.
  static let instanceField: StaticString = "Signet-Instance"

  /// Names this process: who gets it back has asked itself.
  let instance: String
  let database: PacketDatabase
  let metrics: RelayMetrics
  let client: RelayClient
  /// Where this relay listens, for others; nil when nobody said.
  let own: ServerAddress?
  let logger: Logger
  let state: Mutex<State>

  init(
    database: PacketDatabase, own: ServerAddress?, policy: AddressPolicy, configured: [RelayURL],
    met: [RelayURL] = [], trust: TLSTrust = .system, interval: Int64, metrics: RelayMetrics, logger: Logger
  ) throws(PeerError) {
    self.database = database
    self.own = own
    self.metrics = metrics
    self.logger = logger
    instance = Hex.text(of: (0..<16).map { _ in UInt8.random(in: 0...255) })
    var headers = [("\(Self.instanceField)", instance)]
    if let own { headers.append(("Signet-Relay", own.description)) }
    var table = PeerTable(policy: policy, own: own.map { [$0] } ?? [])
    for server in configured { try table.configure(server.address) }
    // Last: it must be shut down once it is there.
    client = RelayClient(allows: { policy.allows($0) }, headers: headers, trust: trust)
    state = Mutex(
      State(
        table: table, canaries: CanaryPlan(interval: interval),
        secure: Set(configured.filter(\.isSecure).map(\.address)), remembered: RememberedServers(met)))
  }

  /// Whom a request's packets count for, and the peer that it is, if it says so and is there.
  func source(of request: RelayRequest) -> (source: PacketSource, peer: ServerAddress?) {
    guard let address = request.address else { return (.unknown, nil) }
    return state.withLock { state in
      guard state.addresses.contains(address) else { return (request.client, nil) }
      guard let told = request.head.announcedServer, let name = Self.server(told), state.table[name]?.address == address
      else { return (.peer(address), nil) }
      return (.peer(address), name)
    }
  }

  /// How a peer is reached.
  func url(of server: ServerAddress) -> RelayURL { state.withLock { $0.url(of: server) } }

  /// What `/sync/servers` passes on.
  func knownServers() -> [ServerAddress] { state.withLock { $0.table.knownNames() } }

  /// Everything that is known of the others, for `/status`.
  func report(at now: UnixTime) -> [RelayStatus.Peer] {
    state.withLock { state in
      state.table.peers.values.sorted { $0.name < $1.name }.map { peer in
        let word =
          switch peer.state {
          case .learned, .probing: "learned"
          case .active: "active"
          case .quarantined: "quarantined"
          }
        return RelayStatus.Peer(
          server: peer.name.description, state: word,
          answeredSecondsAgo: peer.answered.map { now.seconds - $0.seconds }, score: peer.score.worth)
      }
    }
  }

  /// Servers that `teller` told of.
  func learn(_ servers: [ServerAddress], from teller: ServerAddress?) {
    state.withLock { state in for server in servers.prefix(1000) { state.table.learn(server, from: teller) } }
  }

  /// New packets go to all peers at once, but not to the one that they came from.
  func push(_ candidates: [PacketCandidate]) {
    let now = database.clock.now()
    let queues = state.withLock { state -> [PushQueue] in
      for candidate in candidates {
        if let id = ItemID(bytes: candidate.hash.bytes) { state.canaries.arrived(id, kept: true, at: now) }
      }
      guard !state.isClosed else { return [] }
      return state.table.partners(at: now).map { server in
        if let queue = state.queues[server] { return queue }
        let queue = PushQueue(to: state.url(of: server), client: client, metrics: metrics) { [weak self] in
          self?.failed($0)
        }
        state.queues[server] = queue
        return queue
      }
    }
    for queue in queues {
      for candidate in candidates where candidate.isPushed && candidate.peer != queue.server {
        queue.add(candidate.body)
      }
    }
  }

  /// A packet came and was refused here: that is no fault of who was to pass it on.
  func refused(_ hash: PacketHash) {
    let now = database.clock.now()
    guard let id = ItemID(bytes: hash.bytes) else { return }
    state.withLock { $0.canaries.arrived(id, kept: false, at: now) }
  }

  /// Waits until everything that was to be pushed is on its way or given up.
  public func drainPushes() async {
    for queue in state.withLock({ Array($0.queues.values) }) { await queue.drain() }
  }

  func close() async {
    let queues = state.withLock { state in
      state.isClosed = true
      return Array(state.queues.values)
    }
    for queue in queues { await queue.close() }
    await client.shutdown()
  }

  func failed(_ server: ServerAddress) {
    let now = database.clock.now()
    state.withLock { state in
      state.table.failed(server, at: now, using: &state.generator)
      state.refreshAddresses()
    }
  }

  /// - Returns: whether it may be used.
  @discardableResult
  func answered(_ server: ServerAddress, from address: NetworkAddress) -> Bool {
    let now = database.clock.now()
    return state.withLock { state in
      defer { state.refreshAddresses() }
      return state.table.answered(server, from: address, at: now, using: &state.generator)
    }
  }

  private static func server(_ text: String) -> ServerAddress? {
    do throws(JasperError) { return try ServerAddress(text) } catch { return nil }
  }
}

extension Mesh.State {
  /// How a peer is reached.
  func url(of server: ServerAddress) -> RelayURL {
    RelayURL(isSecure: secure.contains(server), address: server)
  }

  mutating func refreshAddresses() {
    addresses = Set(table.peers.values.filter { $0.state == .active }.compactMap(\.address))
    queues = queues.filter { table[$0.key] != nil }
    secure = secure.filter { table[$0] != nil }
  }
}
