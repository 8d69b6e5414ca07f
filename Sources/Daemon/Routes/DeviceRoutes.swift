import AccountStore
import DaemonAPI
import Hummingbird
import Identity
import Linking
import Platform
import Sealing

/// The devices of an account.
struct DeviceRoutes {
  let house: DaemonHouse

  var all: [Route] {
    [
      .get("/v1/accounts/{id}/devices") { _, context in
        let id = try RequestReader.parameter("id", context)
        return try JSONAnswer.response(
          DeviceList(devices: try await BlockingWork.run { try house.accounts.devices(house.accounts.folder(id)) }))
      },
      .post("/v1/joins") { request, _ in
        var body: JoinRequest = try await RequestReader.body(request)
        body.deviceName = try body.deviceName.map { try PersonalName.checked($0) }
        guard [body.relay, body.request, body.approval].count(where: { $0 != nil }) == 1 else {
          throw APIError(.badRequest, "one of relay, request and approval is needed")
        }
        return try JSONAnswer.response(try await house.operations.start(.join(body)), status: .accepted)
      },
      .post("/v1/accounts/{id}/links") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        try folder.requireArchive()
        let body: LinkRequest = try await RequestReader.body(request)
        if body.files == nil { _ = try Link(body.link) }
        return try JSONAnswer.response(
          try await house.operations.start(.link(account: folder.id.text, request: body)), status: .accepted)
      },
      .patch("/v1/accounts/{id}/devices/{deviceId}") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        let device = try RequestReader.parameter("deviceId", context)
        let change: DeviceChange = try await RequestReader.body(request)
        let entry = try await BlockingWork.run {
          try house.accounts.renameDevice(device, in: folder, to: change.name, now: .now())
        }
        house.hub.changed(account: folder.id.text)
        return try JSONAnswer.response(entry)
      },
      .post("/v1/accounts/{id}/devices/{deviceId}/renewal") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        let device = try DeviceID(parsing: try RequestReader.parameter("deviceId", context))
        _ = try await BlockingWork.run { try house.accounts.database(folder).device(device) }
        let body: RenewalRequest = try await RequestReader.body(request)
        let operation = try await house.operations.start(
          .renewal(account: folder.id.text, device: device.text, request: body))
        return try JSONAnswer.response(operation, status: .accepted)
      },
      .get("/v1/accounts/{id}/devices/{deviceId}/revocation") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        let device = try RequestReader.parameter("deviceId", context)
        let rotatesAccount = try RequestReader.flag("rotateAccount", request)
        return try JSONAnswer.response(
          try await BlockingWork.run {
            let knowledge = try AccountKnowledge(house.accounts.database(folder), now: .now())
            return knowledge.report(
              try knowledge.plan(throwing: device, reason: .unspecified, rotatesAccount: rotatesAccount))
          })
      },
      .post("/v1/accounts/{id}/keys/destruction") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        let body: DestructionRequest = try await RequestReader.body(request)
        try await BlockingWork.run {
          try KeysFate(folder, house.accounts.database(folder), now: .now()).requireRevoked()
        }
        return try JSONAnswer.response(
          try await house.operations.start(.destruction(account: folder.id.text, request: body, isAsked: true)),
          status: .accepted)
      },
      .post("/v1/accounts/{id}/revocations") { request, context in
        let messenger = try await house.messaging.messenger(of: try RequestReader.parameter("id", context))
        let body: BundleRequest = try await RequestReader.body(request, limit: 2 * RevocationBundle.limit)
        let desk = messenger.desk
        let answer = try await desk.change { database in
          try BundleIntake(desk: desk, database: database, now: .now()).take(body.bundle)
        }
        // It may be this device that is out.
        await desk.agent.forget()
        desk.tellWatchers()
        await messenger.wakeAll()
        return try JSONAnswer.response(answer)
      },
      .post("/v1/accounts/{id}/devices/{deviceId}/revocation") { request, context in
        let folder = try house.accounts.folder(try RequestReader.parameter("id", context))
        let device = try RequestReader.parameter("deviceId", context)
        let body: RevocationRequest = try await RequestReader.body(request)
        let operation = try await house.operations.start(
          .revocation(account: folder.id.text, device: device, request: body))
        return try JSONAnswer.response(operation, status: .accepted)
      },
    ]
  }
}
