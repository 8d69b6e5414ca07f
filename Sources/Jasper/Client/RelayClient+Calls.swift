import FoundationEssentials

/// The protocol's four calls, and `/status` of Signet relays.
extension RelayClient {
  /// Most bytes of an answer with packets.
  public static let packetsLimit = 32 << 20

  /// `/send`: the relay has the packet when this returns.
  /// - Throws: `JasperError`: `relayRefused` with its status, `relayUnreachable`, `addressRefused`, `answerRefused`.
  public func send(_ packet: Packet, to server: RelayURL) async throws(JasperError) {
    try await send(json: packet.json, to: server)
  }

  /// `/send` of a packet that is JSON already.
  /// - Parameter seconds: until the answer must be there.
  /// - Throws: as `send(_:to:)`.
  public func send(
    json: [UInt8], to server: RelayURL, seconds: Int64 = answerSeconds
  ) async throws(JasperError) {
    _ = try await exchange("/send", body: json, with: server, limit: 64 << 10, seconds: seconds).success(of: server)
  }

  /// `/fetch` by recipient or by hashes. Every packet in the answer is checked.
  /// - Throws: `JasperError`: `relayRefused`, `relayUnreachable`, `addressRefused`, `answerRefused`.
  public func fetch(_ request: FetchRequest, from server: RelayURL) async throws(JasperError) -> FetchAnswer {
    let seconds = Self.answerSeconds + min(request.wait ?? 0, 300)
    let answer = try await exchange(
      "/fetch", body: request.json, with: server, limit: Self.packetsLimit, seconds: seconds)
    return try read(answer, of: server) { (bytes) throws(JasperError) in try FetchAnswer(json: bytes) }
  }

  /// `/sync/servers`: tells `servers`, and gets those that were not among them.
  /// - Throws: as `fetch`.
  public func syncServers(
    _ servers: [ServerAddress], with server: RelayURL, seconds: Int64 = answerSeconds
  ) async throws(JasperError) -> [ServerAddress] {
    let answer = try await exchange(
      "/sync/servers", body: ServersBody(servers: servers).json, with: server, limit: PacketLimits.serversBody,
      seconds: seconds)
    return try read(answer, of: server) { (bytes) throws(JasperError) in try ServersBody(json: bytes) }.servers
  }

  /// `/sync/hashes`: tells `hashes`, and gets those that were not among them.
  /// - Parameter own: where the asking relay listens, if it is one.
  /// - Throws: as `fetch`.
  public func syncHashes(
    _ hashes: [PacketHash], own: ServerAddress?, with server: RelayURL
  ) async throws(JasperError) -> [PacketHash] {
    let answer = try await exchange(
      "/sync/hashes", body: HashesBody(hashes: hashes, server: own).json, with: server, limit: PacketLimits.hashesBody)
    return try read(answer, of: server) { (bytes) throws(JasperError) in try HashesBody(json: bytes) }.hashes
  }

  /// `/status` of a Signet relay.
  /// - Throws: as `fetch`; `relayRefused` with status 404 where it is another make.
  public func status(
    of server: RelayURL, seconds: Int64 = connectSeconds
  ) async throws(JasperError) -> RelayStatus {
    let answer = try await exchange("/status", body: nil, with: server, limit: 256 << 10, seconds: seconds)
    let body = try answer.success(of: server)
    do {
      return try JSONDecoder().decode(RelayStatus.self, from: Data(body))
    } catch {
      throw JasperError(.answerRefused, "the status of \(server.address) is not readable")
    }
  }

  private func read<Value>(
    _ answer: RelayAnswer, of server: RelayURL,
    _ read: (UnsafeRawBufferPointer) throws(JasperError) -> Value
  ) throws(JasperError) -> Value {
    let body = try answer.success(of: server)
    do throws(JasperError) {
      return try body.withBytes { (bytes) throws(JasperError) in try read(bytes) }
    } catch {
      throw JasperError(
        .answerRefused, "the answer of \(server.address) is not what the protocol says: \(error.reason)")
    }
  }
}
