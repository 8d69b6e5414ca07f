/// The recovery kit.
extension DaemonClient {
  public func recovery(account id: String) async throws(ErrorReport) -> KitStatus {
    try await send(.get, Self.path(account: id) + "/recovery")
  }

  public func makeKit(account id: String, _ request: KitRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/recovery/kit", body: request)
  }

  public func rehearse(account id: String, _ request: RehearsalRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/recovery/rehearsal", body: request)
  }
}
