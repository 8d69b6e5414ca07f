import DaemonAPI
import Hummingbird
import Platform

/// Groups.
struct ChannelRoutes {
  let house: DaemonHouse

  var all: [Route] {
    [
      .get("/v1/accounts/{id}/channels") { _, context in
        let messenger = try await house.messenger(context)
        return try JSONAnswer.response(try await ChannelService(desk: messenger.desk).list())
      },
      .post("/v1/accounts/{id}/channels") { request, context in
        let messenger = try await house.messenger(context)
        let body: ChannelRequest = try await RequestReader.body(request)
        let details = try await ChannelService(desk: messenger.desk).create(body)
        await messenger.wakeAll()
        return try JSONAnswer.response(details, status: .created)
      },
      .patch("/v1/accounts/{id}/channels/{channel}") { request, context in
        let messenger = try await house.messenger(context)
        let body: ChannelChange = try await RequestReader.body(request)
        let details = try await ChannelService(desk: messenger.desk).change(
          try RequestReader.parameter("channel", context), body)
        await messenger.wakeAll()
        return try JSONAnswer.response(details)
      },
    ]
  }
}
