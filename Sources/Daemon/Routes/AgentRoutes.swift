import AccountStore
import DaemonAPI
import Hummingbird
import Identity
import Platform

/// Keys and the signing agent.
struct AgentRoutes {
  let house: DaemonHouse

  var all: [Route] {
    [
      .get("/v1/accounts/{id}/keys") { _, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        let isMaking = await house.operations.accountsMakingKeys.contains(folder.id.text)
        return try JSONAnswer.response(
          try await BlockingWork.run { try house.accounts.keyList(folder, isMaking: isMaking) })
      },
      .post("/v1/accounts/{id}/keys/receive/rotation") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        let body: KeysRequest = try await RequestReader.body(request)
        let operation = try await house.operations.start(.receiveRotation(account: folder.id.text, request: body))
        return try JSONAnswer.response(operation, status: .accepted)
      },
      .get("/v1/accounts/{id}/keys/account/rotation") { _, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        try folder.requireArchive()
        return try JSONAnswer.response(
          try await BlockingWork.run { try RotationFollowers(house.accounts.database(folder), now: .now()).report })
      },
      .post("/v1/accounts/{id}/keys/account/rotation") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        try folder.requireArchive()
        let body: AccountRotationRequest = try await RequestReader.body(request)
        let operation = try await house.operations.start(.accountRotation(account: folder.id.text, request: body))
        return try JSONAnswer.response(operation, status: .accepted)
      },
      .post("/v1/accounts/{id}/keys/device/rotation") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        let body: KeysRequest = try await RequestReader.body(request)
        let operation = try await house.operations.start(.deviceRotation(account: folder.id.text, request: body))
        return try JSONAnswer.response(operation, status: .accepted)
      },
      .post("/v1/accounts/{id}/keys") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        let body: KeysRequest = try await RequestReader.body(request)
        let operation = try await house.operations.start(
          .keys(account: folder.id.text, request: body))
        return try JSONAnswer.response(operation, status: .accepted)
      },
      .get("/v1/accounts/{id}/agent") { _, context in
        let messenger = try await house.messenger(context)
        return try JSONAnswer.response(try await messenger.desk.agent.status())
      },
      .post("/v1/accounts/{id}/unlock") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        let body: KeysRequest = try await RequestReader.body(request)
        if let seconds = body.seconds, !(1...31_536_000).contains(seconds) {
          throw APIError(.badRequest, "seconds must be a number from 1 to 31536000")
        }
        await house.messaging.willUnlock(account: folder.id, seconds: body.seconds)
        let operation = try await house.operations.start(.unlock(account: folder.id.text, request: body))
        return try JSONAnswer.response(operation, status: .accepted)
      },
    ]
  }
}
