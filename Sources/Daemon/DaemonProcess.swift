import AccountStore
import DaemonAPI
import Files
import Glibc
import GnuTLS
import HummingbirdCore
import Logging
import Platform
import ServiceLifecycle
import UnixSignals

/// The daemon from its first step to its last.
public enum DaemonProcess {
  /// Runs until somebody ends it.
  /// - Returns: the exit status: 0 after a clean end, else by `ExitTable`.
  public static func run(_ configuration: DaemonConfiguration) async -> Int32 {
    let unhardened = Hardening.apply()
    // The folder that it was started from may be on a disk that somebody wants to take out.
    // Every path is absolute by now, so nothing depends on it.
    _ = chdir("/")
    let ready = ReadyLine(configuration.readyDescriptor)
    do {
      let daemon = try Daemon(configuration, ready)
      for step in unhardened {
        daemon.logger.warning("this process could not be hardened", metadata: ["step": "\(step)"])
      }
      try await daemon.run()
      return ExitTable.ok
    } catch {
      let report = ErrorReport(any: error)
      ready.tell(report)
      let text = "signetd: \(report.reason)\(report.hint.map { " (\($0))" } ?? "")\n"
      _ = write(2, text, text.utf8.count)
      return ExitTable.status(of: report)
    }
  }
}

/// What a running daemon is made of.
private struct Daemon {
  let configuration: DaemonConfiguration
  let ready: ReadyLine
  let lock: FileLock
  let data: DataFolder
  let logger: Logger

  /// Takes the data folder: from here on this process, and nobody else, writes in it.
  /// - Throws: `APIError.daemonRunning`, `FileError`, `SystemError`.
  init(_ configuration: DaemonConfiguration, _ ready: ReadyLine) throws {
    self.configuration = configuration
    self.ready = ready
    let location = configuration.location
    try Folder.create(location.dataFolder)
    lock = try DataFolderLock.take(location)
    data = DataFolder(path: location.dataFolder)
    let target =
      configuration.foreground
      ? LogTarget.standardError : .file(try AppendFile(path: location.logPath, limit: LogTarget.limit))
    logger = .writing(to: target, level: configuration.logLevel)
  }

  func run() async throws {
    try data.prepare()
    let accounts = AccountDirectory(data: data, logger: logger)
    let hub = EventHub()
    let recovery = Recovery(data: data, accounts: accounts, hub: hub, logger: logger)
    try recovery.atStart()
    let spareKeys = SpareKeyKeeper(data: data, delay: configuration.spareKeyDelay, logger: logger)
    accounts.openAll()
    let operations = OperationRegistry(launch: launch, logger: logger, recover: { await recovery.afterACutOffWorker() })
    let clients = RelayClients(trust: try relayTrust())
    await operations.mail { await Postman(clients: clients).go($0) }
    let messaging = MessagingHouse(
      accounts: accounts, hub: hub, logger: logger, clients: clients,
      isMakingKeys: { [operations] account in await operations.accountsMakingKeys.contains(account) })
    await operations.onToken(TokenHouse(messaging: messaging))
    await operations.beforeDone { kind, account in
      await accounts.opened(account)
      if kind == .unlock { await messaging.unlocked(account: account) }
      if kind == .keyDestruction { await messaging.endToken(account: account) }
      await messaging.changed(account: account)
    }
    await operations.onEnd { [operations] operation in
      if let account = operation.account { hub.changed(account: account) }
      await spareKeys.operationEnded(operation, registry: operations)
    }
    let socket = try ListeningSocket(at: configuration.location)
    let (stops, stop) = AsyncStream.makeStream(of: Void.self)
    let house = DaemonHouse(
      location: configuration.location, startedAt: .now(), accounts: accounts, operations: operations,
      hub: hub, doctor: Doctor(data: data, accounts: accounts), messaging: messaging, stop: { stop.yield() })
    let server = SocketServer(
      socket: socket, channel: RequestHandler.channel(for: DaemonRoutes(house: house).all, logger: logger),
      logger: logger, onListening: told,
      onEnding: {
        await spareKeys.stop()
        await operations.stop(seconds: configuration.drainSeconds)
        await messaging.stopAll()
        hub.close()
      })
    let makingKeys = Task { await KeyKeeper(accounts: accounts, logger: logger).run(operations) }
    defer { makingKeys.cancel() }
    await messaging.startAll()
    try await serve(server, until: stops)
    accounts.closeAll()
    logger.info("ended")
  }

  /// Whose word counts for the names of `https://` relays.
  /// - Throws: `FileError`.
  private func relayTrust() throws -> TLSTrust {
    guard let path = configuration.relayAuthorities else { return .system }
    return .authorities(pem: try FileReader.read(path, limit: 1 << 20))
  }

  /// Workers are this same program.
  private var launch: OperationRegistry.Launch {
    let executable = OwnExecutable.path
    let location = configuration.location
    let (lock, data, seconds) = (lock, data, configuration.secretSeconds)
    return { work in
      let task = WorkerTask(
        dataFolder: data.path, runtimeFolder: location.runtimeFolder, secretSeconds: seconds, work: work)
      return try WorkerProcess(executable: executable, lock: lock, task: task)
    }
  }

  private var told: @Sendable () -> Void {
    { [configuration, logger, ready] in
      logger.info("listening", metadata: ["socket": "\(configuration.location.socketPath)"])
      ready.tellListening()
    }
  }

  private func serve(_ server: SocketServer, until stops: AsyncStream<Void>) async throws {
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [
          .init(service: server, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "server")
        ],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    let watching = Task {
      for await _ in stops { await group.triggerGracefulShutdown() }
    }
    defer { watching.cancel() }
    try await group.run()
  }
}
