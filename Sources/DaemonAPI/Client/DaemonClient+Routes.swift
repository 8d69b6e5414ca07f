import Platform

/// One function a route, in the order of the OpenAPI file.
extension DaemonClient {
  /// - Parameter account: a Jami ID; nil where there is at most one account.
  public func status(account: String? = nil) async throws(ErrorReport) -> Status {
    try await send(.get, "/v1/status" + (account.map { "?account=" + Self.percentEncoded($0) } ?? ""))
  }

  public func accounts() async throws(ErrorReport) -> AccountList { try await send(.get, "/v1/accounts") }

  public func account(_ id: String) async throws(ErrorReport) -> AccountDetails {
    try await send(.get, Self.path(account: id))
  }

  public func create(_ request: CreateRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, "/v1/accounts", body: request)
  }

  /// Removes the account from this machine; with `dryRun` only says what would be removed.
  public func forget(account id: String, dryRun: Bool) async throws(ErrorReport) -> ForgetAnswer {
    try await send(.delete, Self.path(account: id) + (dryRun ? "?dryRun=true" : ""))
  }

  public func changePassword(account id: String, _ request: PasswordRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/password", body: request)
  }

  public func backUp(account id: String, _ request: BackupRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/backups", body: request)
  }

  public func restore(_ request: RestoreRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, "/v1/restores", body: request)
  }

  public func devices(account id: String) async throws(ErrorReport) -> DeviceList {
    try await send(.get, Self.path(account: id) + "/devices")
  }

  public func renameDevice(account id: String, device: String, name: String) async throws(ErrorReport) -> DeviceEntry {
    try await send(.patch, Self.path(account: id, device: device), body: DeviceChange(name: name))
  }

  public func renewDevice(
    account id: String, device: String, _ request: RenewalRequest
  ) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id, device: device) + "/renewal", body: request)
  }

  /// Has something said in the account's log.
  public func state(account id: String, _ request: StatementRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/statements", body: request)
  }

  /// Destroys the keys of this device, which was thrown out.
  public func destroyKeys(account id: String, _ request: DestructionRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/keys/destruction", body: request)
  }

  /// What throwing a device out would take.
  /// - Parameter rotateAccount: whether the account is to get another account key too.
  public func revocation(
    account id: String, device: String, rotateAccount: Bool = false
  ) async throws(ErrorReport) -> RevocationReport {
    try await send(
      .get, Self.path(account: id, device: device) + "/revocation" + (rotateAccount ? "?rotateAccount=true" : ""))
  }

  public func revokeDevice(
    account id: String, device: String, _ request: RevocationRequest
  ) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id, device: device) + "/revocation", body: request)
  }

  /// Takes in a bundle of `signet revoke --from-backup`.
  public func takeRevocations(account id: String, _ request: BundleRequest) async throws(ErrorReport) -> BundleAnswer {
    try await send(.post, Self.path(account: id) + "/revocations", body: request)
  }

  public func join(_ request: JoinRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, "/v1/joins", body: request)
  }

  public func link(account id: String, _ request: LinkRequest) async throws(ErrorReport) -> Operation {
    try await send(.post, Self.path(account: id) + "/links", body: request)
  }

  /// Hands over one entry of digits.
  public func enter(digits: String, operation id: Int) async throws(ErrorReport) -> Operation {
    try await send(.post, "/v1/operations/\(id)/digits", body: DigitsEntry(digits: digits))
  }

  /// - Parameter after: only entries with a greater number.
  public func log(account id: String, after: Int64 = 0, limit: Int = 1000) async throws(ErrorReport) -> EventList {
    try await send(.get, Self.path(account: id) + "/log?after=\(after)&limit=\(limit)")
  }

  /// The log of the account, or of a contact.
  /// - Parameter verify: check every signature again.
  public func statements(
    account id: String, contact: String? = nil, verify: Bool = false
  ) async throws(ErrorReport) -> StatementList {
    let whose = contact.map { "&contact=" + Self.percentEncoded($0) } ?? ""
    return try await send(.get, Self.path(account: id) + "/statements?verify=\(verify)\(whose)", seconds: 120)
  }

  /// Waits for operations that are at work, so it may take as long as they do.
  public func lock() async throws(ErrorReport) -> LockAnswer { try await send(.post, "/v1/lock", seconds: 600) }

  public func doctor() async throws(ErrorReport) -> DoctorAnswer { try await send(.get, "/v1/doctor", seconds: 60) }

  /// - Parameters:
  ///   - revision: answer when the operation's revision is greater.
  ///   - seconds: or after this time, with the state as it is.
  public func operation(
    _ id: Int, after revision: Int = 0, waitingSeconds seconds: Int = 0
  ) async throws(ErrorReport) -> Operation {
    try await send(.get, "/v1/operations/\(id)?after=\(revision)&wait=\(seconds)", seconds: seconds + 30)
  }

  /// Ends an operation; what it had begun is undone.
  public func cancel(operation id: Int) async throws(ErrorReport) -> Operation {
    try await send(.delete, "/v1/operations/\(id)")
  }

  /// Asks the daemon to end and waits until it has let go of its socket.
  public func stop() async throws(ErrorReport) -> StopAnswer {
    let answer: StopAnswer = try await send(.post, "/v1/stop")
    for _ in 0..<3000 where DaemonLauncher.isRunning(at: location) {
      // Cancelled: the caller does not want to wait.
      do { try await Task.sleep(nanoseconds: 20_000_000) } catch { break }
    }
    return answer
  }

  static func path(account: String) -> String { "/v1/accounts/" + percentEncoded(account) }

  private static func path(account: String, device: String) -> String {
    path(account: account) + "/devices/" + percentEncoded(device)
  }
}
