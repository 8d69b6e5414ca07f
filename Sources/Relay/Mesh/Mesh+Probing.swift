import Jasper
import Platform
import Synchronization

/// Finding servers: those that were told of are asked before they are used or passed on.
extension Mesh {
  /// Asks the servers that are due.
  /// - Returns: those that answered for the first time, or again after a while.
  @discardableResult
  public func probe() async -> [ServerAddress] {
    let now = database.clock.now()
    let due = state.withLock { state in
      state.table.release(at: now)
      return state.table.probesDue(at: now, using: &state.generator)
    }
    guard !due.isEmpty else { return [] }
    return await withTaskGroup(of: ServerAddress?.self) { group in
      for server in due { group.addTask { await self.syncServers(with: server) ? server : nil } }
      return await group.reduce(into: []) { found, server in if let server { found.append(server) } }
    }
  }

  /// The hourly sync: every peer is told all servers, and tells those that it was not told.
  public func syncServers() async {
    let now = database.clock.now()
    let partners = state.withLock { $0.table.partners(at: now) }
    await withDiscardingTaskGroup { group in
      for server in partners { group.addTask { await self.syncServers(with: server) } }
    }
  }

  /// - Returns: whether it answered as a relay does, and may be used.
  @discardableResult
  private func syncServers(with server: ServerAddress) async -> Bool {
    // Our own address among them: so the others learn of us.
    let told = (knownServers() + (own.map { [$0] } ?? [])).filter { $0 != server }
    do throws(JasperError) {
      let answer = try await client.exchange(
        "/sync/servers", body: ServersBody(servers: told).json, with: server, limit: PacketLimits.serversBody,
        seconds: RelayClient.connectSeconds)
      guard answer.status != 421 else {
        state.withLock { $0.table.isOwn(server) }
        return false
      }
      let body = try answer.success(of: server)
      let news = try Self.servers(body)
      guard answered(server, from: answer.address) else { return false }
      learn(news, from: server)
      await learnCapabilities(of: server)
      return true
    } catch {
      failed(server)
      return false
    }
  }

  private static func servers(_ body: [UInt8]) throws(JasperError) -> [ServerAddress] {
    try body.withBytes { (bytes) throws(JasperError) in try ServersBody(json: bytes) }.servers
  }

  /// Plain servers have no `/status`; they get the plain exchange.
  private func learnCapabilities(of server: ServerAddress) async {
    let status: RelayStatus?
    do throws(JasperError) { status = try await client.status(of: server) } catch { status = nil }
    let reconciles = status?.capabilities.contains("reconcile") == true
    state.withLock { state in
      if reconciles { state.reconciling.insert(server) } else { state.reconciling.remove(server) }
    }
  }
}
