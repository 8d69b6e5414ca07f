import DaemonAPI
import HTTPTypes
import Hummingbird

/// History: as a list, and as it happens.
struct EventRoutes {
  static let longestList = 1000
  private static let lastEventID = HTTPField.Name("last-event-id")

  let house: DaemonHouse

  var all: [Route] {
    [
      .get("/v1/accounts/{id}/log") { request, context in
        let id = try RequestReader.parameter("id", context)
        let after: Int64 = try RequestReader.number("after", request, default: 0, in: 0...Int64.max)
        let limit = try RequestReader.number("limit", request, default: Self.longestList, in: 1...Self.longestList)
        let events = try await BlockingWork.run {
          try house.accounts.events(house.accounts.folder(id), after: after, limit: limit)
        }
        return try JSONAnswer.response(EventList(events: events))
      },
      .get("/v1/events") { request, _ in
        let told =
          Self.lastEventID.flatMap { request.headers[$0] }
          ?? request.uri.queryParameters["after"].map(String.init)
        let cursor = try told.map { try EventCursor($0) }
        return try await EventStream(accounts: house.accounts, hub: house.hub, messaging: house.messaging).response(
          after: cursor)
      },
    ]
  }
}
