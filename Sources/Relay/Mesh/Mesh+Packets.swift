import Jasper
import Logging
import Platform
import Synchronization

/// The minute sync: what one has and the other has not.
extension Mesh {
  /// Hashes asked for in one `/fetch`.
  static let fetchCount = 100

  /// Syncs packets with every peer.
  public func syncPackets() async {
    let now = database.clock.now()
    let partners = state.withLock { $0.table.partners(at: now) }
    await withDiscardingTaskGroup { group in
      for server in partners { group.addTask { await self.syncPackets(with: server) } }
    }
  }

  private func syncPackets(with server: ServerAddress) async {
    let start = database.clock.now()
    do throws(JasperError) {
      var isComplete = true
      if state.withLock({ $0.reconciling.contains(server) }) {
        isComplete = try await reconcile(with: server)
      } else {
        try await exchange(with: server)
      }
      // A sync that goes on next time has not shown yet what the peer lacks.
      if isComplete { state.withLock { $0.canaries.synced(with: server, began: start) } }
      if let address = state.withLock({ $0.table[server]?.address }) { answered(server, from: address) }
      metrics.syncs.add(1, ordering: .relaxed)
    } catch {
      metrics.syncFailures.add(1, ordering: .relaxed)
      logger.info("a sync failed", metadata: ["peer": "\(server)", "reason": "\(error.reason)"])
      if error.isOfServer { failed(server) }
    }
  }

  /// The protocol's own sync: all hashes there, the missing ones back. A server that takes no such long list is told
  /// shorter ones: then it answers with more than is missing, which is looked through here.
  private func exchange(with server: ServerAddress) async throws(JasperError) {
    var hashes = database.look(\.hashes)
    while true {
      do throws(JasperError) {
        let answer = try await client.syncHashes(hashes, own: own, with: url(of: server))
        let now = database.clock.now()
        return try await fetch(database.look { $0.wanted(of: answer, at: now) }, by: \.hash, from: server)
      } catch {
        // One that refuses before all is sent looks like one that broke off.
        guard error.status == 413 || error.kind == .relayUnreachable, hashes.count > 1000 else { throw error }
        hashes.removeLast(hashes.count / 2)
      }
    }
  }

  /// Range-based reconciliation: costs what the difference costs, not what the store holds.
  /// - Returns: whether the difference was told to its end.
  private func reconcile(with server: ServerAddress) async throws(JasperError) -> Bool {
    var initiator = ReconciliationInitiator(database.look(\.tree))
    var message: [UInt8]? = initiator.firstMessage()
    var isComplete = false
    while let request = message {
      let answer = try await client.exchange(
        ReconcileRoute.path, body: request, with: url(of: server), limit: ReconcileRoute.bodyLimit,
        contentType: "application/octet-stream")
      guard answer.status != 404, answer.status != 405 else {
        state.withLock { state in _ = state.reconciling.remove(server) }
        try await exchange(with: server)
        return true
      }
      let body = try answer.success(of: server)
      let step: ReconciliationInitiator.Step
      do throws(ReconciliationError) {
        step = try initiator.receive(body)
      } catch {
        throw JasperError(.answerRefused, "\(server) reconciles wrongly: \(error.reason)")
      }
      try await fetch(wanted(step.needed.compactMap { PacketID(bytes: $0.bytes) }), by: \.id, from: server)
      try await offer(step.had.compactMap { PacketID(bytes: $0.bytes) }, to: server)
      isComplete = step.isComplete
      message = step.message
    }
    return isComplete
  }

  /// Which of these are not here, and were not refused a while ago.
  private func wanted(_ told: [PacketID]) -> [PacketID] {
    let missing = database.look { index in told.filter { index.byID[$0] == nil } }
    let now = database.clock.now()
    return state.withLock { state in missing.filter { !state.refused.holds($0, by: nil, at: now) } }
  }

  /// Fetches packets by their hashes, or by their IDs as only a Signet relay knows them, and stores those that pass.
  /// - Parameter name: what each is asked for by.
  func fetch(
    _ wanted: [SHA256Digest], by name: @Sendable (PacketCandidate) -> SHA256Digest, from server: ServerAddress
  ) async throws(JasperError) {
    var wanted = wanted[...]
    var count = Self.fetchCount
    while !wanted.isEmpty {
      let part = Array(wanted.prefix(count))
      let answer: RelayAnswer
      do throws(JasperError) {
        answer = try await client.exchange(
          "/fetch", body: FetchRequest(.hashes(part)).json, with: url(of: server), limit: RelayClient.packetsLimit)
      } catch {
        // Too much for one answer: fewer at a time.
        guard error.kind == .answerRefused, count > 1 else { throw error }
        count = max(1, count / 8)
        continue
      }
      let packets = try Self.packets(try answer.success(of: server))
      wanted = wanted.dropFirst(part.count)
      let asked = Set(part)
      // What was not asked for is not taken: a peer could fill the store with it.
      let candidates = Self.candidates(packets, from: server, at: answer.address).filter { asked.contains(name($0)) }
      await store(candidates)
    }
  }

  private static func packets(_ body: [UInt8]) throws(JasperError) -> [Packet] {
    try body.withBytes { (bytes) throws(JasperError) in try FetchAnswer(json: bytes) }.packets
  }

  private static func candidates(
    _ packets: [Packet], from server: ServerAddress, at address: NetworkAddress
  ) -> [PacketCandidate] {
    packets.compactMap { packet -> PacketCandidate? in
      let json = packet.json
      do throws(JasperError) {
        return try json.withBytes { (bytes) throws(JasperError) in
          // Not pushed on: it is a repair, and the others repair for themselves.
          try PacketCandidate(json: bytes, from: .peer(address), peer: server, isPushed: false)
        }
      } catch {
        return nil  // it passed the same check a moment ago
      }
    }
  }

  private func store(_ candidates: [PacketCandidate]) async {
    metrics.pulled.add(candidates.count, ordering: .relaxed)
    let results = await database.add(candidates)
    let now = database.clock.now()
    for case (let candidate, let refusal?) in results {
      refused(candidate.hash)
      // What is only a matter of the moment is tried again at the next sync.
      if [.relayBusy, .relayStopping, .storeFailed].contains(refusal.kind) { continue }
      state.withLock { $0.refused.add(candidate.id, by: nil, at: now) }
    }
  }

  /// Gives a peer what it lacks, eight at a time.
  private func offer(_ ids: [PacketID], to server: ServerAddress) async throws(JasperError) {
    let now = database.clock.now()
    let wanted = state.withLock { state in ids.filter { !state.refused.holds($0, by: server, at: now) } }
    var numbers = database.look { $0.numbers(of: wanted) }[...]
    let url = url(of: server)
    while !numbers.isEmpty {
      let part = Array(numbers.prefix(Self.fetchCount))
      numbers = numbers.dropFirst(part.count)
      let bodies: [[UInt8]]
      do { bodies = try await database.bodies(of: part) } catch { return }  // our own store: the next sync goes on
      let failure = await withTaskGroup(of: JasperError?.self) { group in
        var rest = bodies[...]
        var failure: JasperError?
        func startOne() {
          guard let body = rest.popFirst() else { return }
          group.addTask {
            do throws(JasperError) {
              try await self.client.send(json: body, to: url)
              return nil
            } catch {
              if error.kind == .relayRefused { self.refused(body, by: server, error) }
              return error
            }
          }
        }
        for _ in 0..<8 { startOne() }
        for await error in group {
          // A refusal is the peer's right.
          if let error, error.kind != .relayRefused { failure = error } else { startOne() }
        }
        return failure
      }
      if let failure { throw failure }
    }
  }

  /// A peer would not have a packet of ours. What is only a matter of the moment (503) is tried again.
  private func refused(_ body: [UInt8], by server: ServerAddress, _ error: JasperError) {
    guard let status = error.status, (400..<500).contains(status) || status == 507 else { return }
    let now = database.clock.now()
    do throws(JasperError) {
      let packet = try body.withBytes { (bytes) throws(JasperError) in try PacketCandidate(json: bytes, from: .unknown)
      }
      state.withLock { $0.refused.add(packet.id, by: server, at: now) }
    } catch {
      return  // it is out of our own store, and passed the same check on its way in
    }
  }

  /// A server told of hashes that are not here, and the protocol says to fetch them from it. Who it is, it says itself
  /// (an addition of ours), or its address does.
  func pull(_ hashes: [PacketHash], told: ServerAddress?, at address: NetworkAddress?) {
    guard let address else { return }
    let servers = state.withLock { state -> [ServerAddress] in
      guard !state.isClosed else { return [] }
      if let told {
        // Only where it is known and is really the one that asks: else anybody could send us anywhere.
        guard let peer = state.table[told] else {
          state.table.learn(told, from: nil)
          return []
        }
        return peer.state == .active && peer.address == address && state.pulling.insert(told).inserted ? [told] : []
      }
      return state.table.peers(at: address).filter { state.pulling.insert($0).inserted }
    }
    guard !servers.isEmpty else { return }
    Task {
      for server in servers {
        do throws(JasperError) { try await fetch(hashes, by: \.hash, from: server) } catch {
          metrics.syncFailures.add(1, ordering: .relaxed)
        }
        state.withLock { state in _ = state.pulling.remove(server) }
      }
    }
  }
}
