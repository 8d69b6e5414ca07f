import Jasper
import Logging
import NIOCore
import Platform

/// A relay: store, mesh and listener, from its start to its end.
public final class RelayServer: Sendable {
  /// Seconds between two looks for packets whose time is over.
  static let sweepSeconds: Int64 = 5

  public let database: PacketDatabase
  public let mesh: Mesh
  /// The port that it listens on.
  public var port: Int { listener.port }

  private let configuration: RelayConfiguration
  private let listener: RelayListener
  private let waiters: Waiters
  private let startedAt: UnixTime
  private let logger: Logger

  /// Opens the store and listens.
  /// - Throws: `RelayError`, `PeerError`.
  public static func start(
    _ configuration: RelayConfiguration, clock: any RelayClock = SystemClock(), logger: Logger
  ) async throws -> RelayServer {
    // First, so that what is wrong with it is told whatever the store says.
    let tls = try TLSSetup(configuration, at: clock.now())
    let database = try PacketDatabase(store: configuration.store, rules: configuration.rules, clock: clock)
    do {
      return try await RelayServer(configuration, database, tls, clock, logger)
    } catch {
      await database.close()
      throw error
    }
  }

  private init(
    _ configuration: RelayConfiguration, _ database: PacketDatabase, _ tls: TLSSetup, _ clock: any RelayClock,
    _ logger: Logger
  ) async throws {
    self.configuration = configuration
    self.database = database
    self.logger = logger
    startedAt = clock.now()
    let metrics = RelayMetrics()
    let waiters = Waiters(limit: min(configuration.limits.waiting, configuration.limits.connections / 2))
    self.waiters = waiters
    let registry = ConnectionRegistry(
      limit: FileLimit.connections(atMost: configuration.limits.connections), bodyLimit: configuration.limits.bodyBytes)
    // Bound before the mesh is there, because the mesh has to know the port: until then a request waits for its turn.
    let routes = LateRoutes()
    listener = try await RelayListener.listen(
      host: configuration.listenHost, port: configuration.listenPort, tls: tls.credentials, routes: routes,
      limits: configuration.limits, registry: registry)
    do {
      mesh = try Mesh(
        database: database, own: configuration.ownAddress(port: listener.port),
        policy: AddressPolicy(allowsPrivatePeers: configuration.allowsPrivatePeers), configured: configuration.peers,
        met: database.servers(), trust: tls.trust, interval: configuration.syncInterval, metrics: metrics,
        logger: logger)
    } catch {
      await listener.stop(seconds: 0)
      throw error
    }
    let mesh = mesh
    let (listener, started) = (listener, startedAt)
    database.whenNew { [weak mesh] candidates in
      waiters.wake(candidates.lazy.map(\.recipient))
      mesh?.push(candidates)
    }
    let report: @Sendable () -> RelayStatus = {
      RelayReport.status(
        database: database, mesh: mesh, registry: listener.registry, limits: configuration.limits,
        rules: configuration.rules, startedAt: started)
    }
    let status = StatusRoutes(report: report, metrics: metrics, threads: database.readingThreads)
    let sync = SyncRoutes(database: database, mesh: mesh, metrics: metrics)
    routes.set(
      RouteTable(
        [
          SendRoute(database: database, mesh: mesh, metrics: metrics).route,
          FetchRoute(database: database, waiters: waiters, metrics: metrics).route,
          ReconcileRoute(database: database, metrics: metrics).route,
        ] + sync.routes + status.routes, metrics: metrics))
    logger.notice("listening", metadata: ["port": "\(listener.port)"])
    for warning in database.warnings() + tls.warnings { logger.warning("\(warning)") }
    configuration.onListening(listener.port)
  }

  /// Does what is to be done in time, until the task is cancelled.
  public func keepUp() async {
    let (mesh, database, configuration) = (mesh, database, configuration)
    await withDiscardingTaskGroup { group in
      group.addTask { await Self.every(1) { if await !mesh.probe().isEmpty { await mesh.syncPackets() } } }
      group.addTask { await Self.every(configuration.serverSyncInterval) { await mesh.syncServers() } }
      group.addTask {
        await Self.every(configuration.syncInterval) {
          await mesh.sendCanaries()
          await mesh.syncPackets()
        }
      }
      group.addTask { await Self.every(max(1, min(15, configuration.syncInterval / 4))) { await mesh.tendCanaries() } }
      group.addTask { await Self.every(Self.sweepSeconds) { await database.sweep() } }
    }
  }

  /// Answers what is under way, commits what waits, and ends.
  public func stop() async {
    logger.notice("ending")
    waiters.close()
    await listener.stop(seconds: configuration.drainSeconds)
    await mesh.close()
    await database.close()
  }

  private static func every(_ seconds: Int64, _ body: () async -> Void) async {
    while !Task.isCancelled {
      // Cancelled is the only way for it to fail, and then the loop ends.
      try? await Task.sleep(for: .seconds(max(1, seconds)))
      if !Task.isCancelled { await body() }
    }
  }
}
