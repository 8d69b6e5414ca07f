import AccountStore
import DaemonAPI
import Hummingbird
import Identity
import Platform
import Recovery

/// The recovery kit, and what is to come.
struct RecoveryRoutes {
  let house: DaemonHouse

  var all: [Route] {
    [
      .get("/v1/accounts/{id}/forecast") { _, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        return try JSONAnswer.response(
          try await BlockingWork.run {
            try ForecastMaker(try house.accounts.database(folder), folder: folder).forecast(now: .now())
          })
      },
      .get("/v1/accounts/{id}/recovery") { _, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        return try JSONAnswer.response(
          try await BlockingWork.run {
            let database = try house.accounts.database(folder)
            return KitStatus(try database.account().recovery, try database.recoveryKit())
          })
      },
      .post("/v1/accounts/{id}/recovery/kit") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        let body: KitRequest = try await RequestReader.body(request)
        // Told at once, and not by a worker that has asked for a password before.
        _ = try SharePlan(threshold: body.threshold, count: body.count)
        let operation = try await house.operations.start(.kit(account: folder.id.text, request: body))
        return try JSONAnswer.response(operation, status: .accepted)
      },
      .post("/v1/recoveries") { request, _ in
        let body: RecoverRequest = try await RequestReader.body(request)
        let account = try body.account.map { try house.accounts.folder($0).id.text }
        return try JSONAnswer.response(try await house.operations.start(.recovery(account: account)), status: .accepted)
      },
      .post("/v1/accounts/{id}/recovery/rehearsal") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        let body: RehearsalRequest = try await RequestReader.body(request)
        let operation = try await house.operations.start(.rehearsal(account: folder.id.text, request: body))
        return try JSONAnswer.response(operation, status: .accepted)
      },
    ]
  }
}
