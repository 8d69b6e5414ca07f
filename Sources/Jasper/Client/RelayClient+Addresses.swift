/// The same calls for the protocol's own addresses, `{"ip", "port"}`: over plain HTTP.
extension RelayClient {
  /// - Throws: as the same call for a `RelayURL`.
  public func exchange(
    _ path: String, body: [UInt8]?, with server: ServerAddress, limit: Int, seconds: Int64 = answerSeconds,
    contentType: String = "application/json"
  ) async throws(JasperError) -> RelayAnswer {
    try await exchange(
      path, body: body, with: RelayURL(server), limit: limit, seconds: seconds, contentType: contentType)
  }

  /// - Throws: as the same call for a `RelayURL`.
  public func send(_ packet: Packet, to server: ServerAddress) async throws(JasperError) {
    try await send(packet, to: RelayURL(server))
  }

  /// - Throws: as the same call for a `RelayURL`.
  public func send(json: [UInt8], to server: ServerAddress) async throws(JasperError) {
    try await send(json: json, to: RelayURL(server))
  }

  /// - Throws: as the same call for a `RelayURL`.
  public func fetch(_ request: FetchRequest, from server: ServerAddress) async throws(JasperError) -> FetchAnswer {
    try await fetch(request, from: RelayURL(server))
  }

  /// - Throws: as the same call for a `RelayURL`.
  public func syncServers(
    _ servers: [ServerAddress], with server: ServerAddress, seconds: Int64 = answerSeconds
  ) async throws(JasperError) -> [ServerAddress] {
    try await syncServers(servers, with: RelayURL(server), seconds: seconds)
  }

  /// - Throws: as the same call for a `RelayURL`.
  public func syncHashes(
    _ hashes: [PacketHash], own: ServerAddress?, with server: ServerAddress
  ) async throws(JasperError) -> [PacketHash] {
    try await syncHashes(hashes, own: own, with: RelayURL(server))
  }

  /// - Throws: as the same call for a `RelayURL`.
  public func status(
    of server: ServerAddress, seconds: Int64 = connectSeconds
  ) async throws(JasperError) -> RelayStatus {
    try await status(of: RelayURL(server), seconds: seconds)
  }
}

extension RelayAnswer {
  /// - Throws: as the same call for a `RelayURL`.
  public func success(of server: ServerAddress) throws(JasperError) -> [UInt8] { try success(of: RelayURL(server)) }
}

extension RelayURL {
  /// `http://` at that address.
  public init(_ address: ServerAddress) { self.init(isSecure: false, address: address) }
}
