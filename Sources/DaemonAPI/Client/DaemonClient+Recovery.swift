/// The recovery kit, and what is to come.
extension DaemonClient {
  public func forecast(account id: String) async throws(ErrorReport) -> Forecast {
    try await send(.get, Self.path(account: id) + "/forecast")
  }

  public func recovery(account id: String) async throws(ErrorReport) -> KitStatus {
    try await send(.get, Self.path(account: id) + "/recovery")
  }

  public func recover(_ request: RecoverRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, "/v1/recoveries", body: request)
  }

  public func makeKit(account id: String, _ request: KitRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/recovery/kit", body: request)
  }

  public func rehearse(account id: String, _ request: RehearsalRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/recovery/rehearsal", body: request)
  }
}
