import Jasper
import Logging
import Platform
import Synchronization

/// Looking for peers that swallow packets (`CanaryPlan` decides, this does).
extension Mesh {
  /// Sends this round's canaries. Before the syncs of the round.
  public func sendCanaries() async {
    let now = database.clock.now()
    let (peers, entries) = state.withLock { state -> ([ServerAddress], [ServerAddress]) in
      let peers = state.table.partners(at: now)
      return (peers, state.canaries.beginRound(peers: peers, using: &state.generator))
    }
    for entry in entries {
      var generator = SystemRandomNumberGenerator()
      let made = CanaryPacket(using: &generator)
      let packet = Packet(recipient: made.recipient, message: made.message, signature: made.signature)
      let outcome = await send(packet, to: entry)
      let sent = database.clock.now()
      state.withLock { state in
        state.canaries.sent(made.id, to: entry, outcome, peers: peers, at: sent, using: &state.generator)
        if outcome == .accepted { state.keep(packet, made.id) }
      }
    }
  }

  /// Looks for canaries where it is time to, and draws the consequences.
  public func tendCanaries() async {
    let now = database.clock.now()
    for task in state.withLock({ $0.canaries.tasks(at: now) }) {
      switch task {
      case .look(let id, let server):
        let outcome = await look(for: id, at: server)
        take(state.withLock { $0.canaries.looked(id, at: server, outcome, at: now) })
      case .offer(let id, let server):
        guard let packet = state.withLock({ $0.canaryPackets[id] }) else { continue }
        let outcome = await send(packet, to: server)
        state.withLock { $0.canaries.offered(id, to: server, outcome, at: now) }
      }
    }
    take(state.withLock { $0.canaries.settle(at: now) })
  }

  private func take(_ evidence: [CanaryEvidence]) {
    let now = database.clock.now()
    for item in evidence {
      if item.isLost { metrics.canaryLosses.add(1, ordering: .relaxed) }
      guard state.withLock({ $0.table.add(item, at: now) }) else { continue }
      logger.warning("a peer swallows packets and is in quarantine", metadata: ["peer": "\(item.server)"])
      state.withLock { $0.refreshAddresses() }
    }
  }

  private func send(_ packet: Packet, to server: ServerAddress) async -> SendOutcome {
    do throws(JasperError) {
      try await client.send(packet, to: url(of: server))
      return .accepted
    } catch {
      return error.kind == .relayRefused && (error.status ?? 500) < 508 && error.status != 503 ? .refused : .noAnswer
    }
  }

  private func look(for id: ItemID, at server: ServerAddress) async -> LookOutcome {
    guard let hash = PacketHash(bytes: id.bytes), let packet = state.withLock({ $0.canaryPackets[id] }) else {
      return .noAnswer
    }
    do throws(JasperError) {
      let answer = try await client.fetch(FetchRequest(.hashes([hash])), from: url(of: server))
      return answer.packets.contains(packet) ? .found : .missing
    } catch {
      return .noAnswer
    }
  }
}

extension Mesh.State {
  /// The most that are kept: as many as the plan follows.
  private static let canaryLimit = 2048

  fileprivate mutating func keep(_ packet: Packet, _ id: ItemID) {
    canaryPackets[id] = packet
    canaryOrder.append(id)
    if canaryOrder.count > Self.canaryLimit { canaryPackets[canaryOrder.removeFirst()] = nil }
  }
}
