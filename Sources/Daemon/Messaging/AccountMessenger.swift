import AccountStore
import DaemonAPI
import Jasper
import Logging
import Platform
import Sealing

/// One account on the mesh: sends, receives, and keeps cards and relays up to date, as long as it runs.
actor AccountMessenger {
  /// Seconds between questions to a plain relay, which cannot hold one open.
  private static let plainPause: Int64 = 10
  /// Seconds after which a relay is asked for everything again, and another one for what it may have swallowed.
  private static let wholePause: Int64 = 3600

  let desk: AccountDesk
  let mesh: MeshAccess
  let intake: PacketIntake
  private var running: [Task<Void, Never>] = []
  private var sendPoke = Poke()
  private var upkeepPoke = Poke()
  private var receivePoke = Poke()

  init(desk: AccountDesk, clients: RelayClients) {
    self.desk = desk
    mesh = MeshAccess(desk: desk, clients: clients)
    intake = PacketIntake(desk: desk)
  }

  func start() {
    guard running.isEmpty else { return }
    running = [
      Task { await repeating("sending", self.sendPoke) { try await self.send() } },
      Task { await repeating("receiving", self.receivePoke) { try await self.receive() } },
      Task { await repeating("upkeep", self.upkeepPoke) { try await self.keepUp() } },
    ]
  }

  func stop() async {
    for task in running { task.cancel() }
    for task in running { await task.value }
    running = []
    await desk.agent.flush()
    await desk.agent.endToken()
  }

  /// There is something to send.
  func wakeSender() { sendPoke.poke() }

  /// Contacts, relays or keys have changed.
  func wakeAll() {
    sendPoke.poke()
    upkeepPoke.poke()
    receivePoke.poke()
  }

  /// Each step says how long to wait for the next; what it throws is told once, and tried again.
  private nonisolated func repeating(
    _ name: String, _ poke: Poke, _ step: @Sendable () async throws -> Duration
  ) async {
    var lastReason = ""
    while !Task.isCancelled {
      var pause: Duration
      do {
        pause = try await step()
        lastReason = ""
      } catch {
        if Task.isCancelled { return }
        let report = ErrorReport(any: error)
        // Locked, or without keys: that is how the person wants it; the next change wakes us.
        let isExpected = ["agentLocked", "keysPending", "deviceRevoked", "tokenPINNeeded"].contains(report.code)
        pause = .seconds(isExpected ? 60 : 5)
        if report.reason != lastReason, !isExpected {
          desk.logger.notice(
            "\(name) does not go on", metadata: ["account": "\(desk.id)", "reason": "\(report.reason)"])
        }
        lastReason = report.reason
      }
      await poke.wait(pause)
    }
  }

  private func send() async throws -> Duration {
    if try await PacketSender(mesh: mesh).sendDue() { return .zero }
    let next = try await desk.withDatabase { try $0.nextOutboxTime() }
    let seconds = next.map { max(0, $0.seconds - UnixTime.now().seconds) } ?? 60
    return .seconds(min(60, seconds))
  }

  private var lastWhole: [String: ContinuousClock.Instant] = [:]

  private func receive() async throws -> Duration {
    _ = try await intake.takeHeldBack()
    let chosen = try await ReceivingRelays(desk: desk).choose(for: desk.agent.listening().recipients)
    guard !chosen.isEmpty else { return .seconds(60) }
    try await meet(Set(chosen.map(\.relay)))
    let fetcher = PacketFetcher(mesh: mesh, intake: intake)
    let end = ContinuousClock.now + .seconds(ReceivingRound.seconds)
    var isPlain = false
    var failures = 0
    try await withThrowingTaskGroup(of: (Bool, Bool).self) { group in
      for (recipient, relay) in chosen {
        let round = ReceivingRound(
          fetcher: fetcher, recipient: recipient, relay: relay, isWhole: isDueWhole(recipient + relay.text), end: end)
        let poke = receivePoke
        group.addTask {
          let canWait = try await fetcher.mesh.book.canWait(relay)
          do {
            // Whoever pokes wants to be heard now: the open question is given up.
            try await poke.cancelling { try await round.run() }
            return (!canWait, false)
          } catch is JasperError {
            return (!canWait, true)
          }
        }
      }
      for try await (plain, failed) in group {
        if plain { isPlain = true }
        if failed { failures += 1 }
      }
    }
    // After a failure another relay may be chosen: soon, but not in a tight loop.
    if failures > 0 { return .seconds(2) }
    return isPlain ? .seconds(Self.plainPause) : .zero
  }

  private var met: Set<RelayURL> = []

  /// Asks relays that packets are fetched from what they can do, each once. Deliberate: before the first fetch, which
  /// makes them look freshly tried. One that can hold a question open and is not known to would be asked every ten
  /// seconds, for an hour, and what comes would be late.
  private func meet(_ relays: Set<RelayURL>) async throws {
    for relay in relays.subtracting(met) {
      met.insert(relay)
      do { try await mesh.probe(relay) } catch is JasperError {
        // It is in the book.
      }
    }
  }

  private func isDueWhole(_ key: String) -> Bool {
    let now = ContinuousClock.now
    if let last = lastWhole[key], last.duration(to: now) < .seconds(Self.wholePause) { return false }
    lastWhole[key] = now
    return true
  }

  private func keepUp() async throws -> Duration {
    try await OwnRevocation(desk: desk).notice()
    try await FormerDeviceKeeper(desk: desk).finish()
    let upkeep = Upkeep(mesh: mesh, intake: intake)
    if try await upkeep.tell() { sendPoke.poke() }
    let isChanged = try await upkeep.run()
    if isChanged { sendPoke.poke() }
    return .seconds(try await upkeep.pause())
  }

  /// Looks once at every relay that the account fetches from.
  /// - Throws: `MessagingError`, `StoreError`.
  func fetchNow() async throws -> FetchResult {
    let ring = try await desk.agent.keys()
    let chosen = try await ReceivingRelays(desk: desk).choose(for: ring.recipients)
    guard !chosen.isEmpty else {
      throw MessagingError(.relayNeeded, "no relay is known", hint: "add one with `signet relay add URL`")
    }
    var result = FetchResult(relays: [], received: 0, refused: 0)
    for (recipient, relay) in chosen {
      var outcome = RelayOutcome(url: relay.text, ok: true, packets: 0)
      do {
        let taken = try await PacketFetcher(mesh: mesh, intake: intake).fetch(for: recipient, from: relay, wait: 0)
        result.received += taken.received
        result.refused += taken.refused
        outcome.packets = taken.new
      } catch let error as JasperError {
        outcome.ok = false
        outcome.error = error.reason
      }
      result.relays.append(outcome)
    }
    return result
  }
}
