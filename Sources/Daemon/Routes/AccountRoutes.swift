import AccountStore
import DaemonAPI
import Hummingbird
import Identity
import Platform

/// Accounts and their backups.
struct AccountRoutes {
  let house: DaemonHouse

  var all: [Route] {
    [
      .get("/v1/accounts") { _, _ in
        try JSONAnswer.response(AccountList(accounts: try await BlockingWork.run { try house.accounts.summaries() }))
      },
      .post("/v1/accounts") { request, _ in
        var body: CreateRequest = try await RequestReader.body(request)
        body.displayName = try PersonalName.checked(body.displayName)
        body.deviceName = try body.deviceName.map { try PersonalName.checked($0) }
        return try await begin(.create(body))
      },
      .get("/v1/accounts/{id}") { _, context in
        let id = try RequestReader.parameter("id", context)
        return try JSONAnswer.response(
          try await BlockingWork.run { try house.accounts.details(house.accounts.folder(id)) })
      },
      .delete("/v1/accounts/{id}") { request, context in
        let id = try RequestReader.parameter("id", context)
        return try JSONAnswer.response(try await forget(id, dryRun: try RequestReader.flag("dryRun", request)))
      },
      .post("/v1/accounts/{id}/password") { request, context in
        let id = try await known(context)
        return try await begin(.passwordChange(account: id, request: try await RequestReader.body(request)))
      },
      .post("/v1/accounts/{id}/backups") { request, context in
        let id = try await known(context)
        let body: BackupRequest = try await RequestReader.body(request)
        try Self.checkAbsolute(body.path)
        return try await begin(.backup(account: id, request: body))
      },
      .post("/v1/restores") { request, _ in
        var body: RestoreRequest = try await RequestReader.body(request)
        body.deviceName = try body.deviceName.map { try PersonalName.checked($0) }
        try Self.checkAbsolute(body.path)
        return try await begin(.restore(body))
      },
    ]
  }

  private func begin(_ work: WorkerTask.Work) async throws -> Response {
    try JSONAnswer.response(try await house.operations.start(work), status: .accepted)
  }

  private func forget(_ id: String, dryRun: Bool) async throws -> ForgetAnswer {
    let folder = try house.accounts.folder(id)
    if !dryRun, await house.operations.isBusy(account: folder.id.text) {
      throw APIError(.accountBusy, "an operation on the account \(folder.id) is under way", hint: "wait for it to end")
    }
    if !dryRun { await house.messaging.stop(account: folder.id) }
    return try await BlockingWork.run { try house.accounts.forget(folder, dryRun: dryRun) }
  }

  /// The canonical form of the ID in the path, of an account that is here.
  private func known(_ context: DaemonContext) async throws -> String {
    try house.accounts.folder(try RequestReader.parameter("id", context)).id.text
  }

  /// The daemon's working folder is not the caller's: a relative path would name another file.
  private static func checkAbsolute(_ path: String) throws {
    guard path.hasPrefix("/") else { throw APIError(.badRequest, "the path must be absolute") }
  }
}
