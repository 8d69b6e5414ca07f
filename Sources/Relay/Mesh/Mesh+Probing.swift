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
      for url in state.remembered.recall(into: &state.table, at: now) where url.isSecure {
        state.secure.insert(url.address)
      }
      return state.table.probesDue(at: now, using: &state.generator)
    }
    guard !due.isEmpty else { return [] }
    let found = await withTaskGroup(of: ServerAddress?.self) { group in
      for server in due { group.addTask { await self.syncServers(with: server) ? server : nil } }
      return await group.reduce(into: [ServerAddress]()) { found, server in if let server { found.append(server) } }
    }
    await keepServers()
    return found
  }

  /// The hourly sync: every peer is told all servers, and tells those that it was not told.
  public func syncServers() async {
    let now = database.clock.now()
    let partners = state.withLock { $0.table.partners(at: now) }
    await withDiscardingTaskGroup { group in
      for server in partners { group.addTask { await self.syncServers(with: server) } }
    }
    await keepServers()
  }

  /// Writes down whom this relay has met, where that has changed.
  private func keepServers() async {
    guard let news = state.withLock({ state in state.remembered.news(state.table) { state.url(of: $0) } }),
      await database.keep(news)
    else { return }
    state.withLock { $0.remembered.keeps(news) }
  }

  /// - Returns: whether it answered as a relay does, and may be used.
  @discardableResult
  private func syncServers(with server: ServerAddress) async -> Bool {
    // Our own address among them: so the others learn of us.
    let told = (knownServers() + (own.map { [$0] } ?? [])).filter { $0 != server }
    do throws(JasperError) {
      let answer = try await ask(server, telling: told)
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

  /// `/sync/servers`. The protocol's addresses do not say whether a server speaks TLS: one that was told of and answers
  /// plain HTTP with something else is tried once with TLS. Its certificate must be that of its name then too.
  private func ask(_ server: ServerAddress, telling told: [ServerAddress]) async throws(JasperError) -> RelayAnswer {
    let url = url(of: server)
    do throws(JasperError) {
      let answer = try await ask(url, telling: told)
      // What web servers say to plain HTTP where TLS is spoken.
      guard answer.status == 400, !url.isSecure else { return answer }
    } catch {
      guard error.kind == .answerRefused, !url.isSecure else { throw error }
    }
    let answer = try await ask(RelayURL(isSecure: true, address: server), telling: told)
    state.withLock { state in
      // Only what is in the table, so that the set stays as small as that.
      if state.table[server] != nil { state.secure.insert(server) }
    }
    return answer
  }

  private func ask(_ url: RelayURL, telling told: [ServerAddress]) async throws(JasperError) -> RelayAnswer {
    try await client.exchange(
      "/sync/servers", body: ServersBody(servers: told).json, with: url, limit: PacketLimits.serversBody,
      seconds: RelayClient.connectSeconds)
  }

  private static func servers(_ body: [UInt8]) throws(JasperError) -> [ServerAddress] {
    try body.withBytes { (bytes) throws(JasperError) in try ServersBody(json: bytes) }.servers
  }

  /// Plain servers have no `/status`; they get the plain exchange.
  private func learnCapabilities(of server: ServerAddress) async {
    let status: RelayStatus?
    do throws(JasperError) { status = try await client.status(of: url(of: server)) } catch { status = nil }
    let reconciles = status?.capabilities.contains("reconcile") == true
    state.withLock { state in
      if reconciles { state.reconciling.insert(server) } else { state.reconciling.remove(server) }
    }
  }
}
