import NIOHTTP1

/// What a relay looks at in the head of a request.
struct RequestHead: Sendable, Equatable {
  let method: HTTPMethod
  /// Without a query.
  let path: String
  let version: HTTPVersion
  let isKeepAlive: Bool
  /// Bytes of the body; nil where the head does not tell.
  let contentLength: Int?
  let expectsContinue: Bool
  /// Where a Signet relay that sent this says it listens.
  let announcedServer: String?
  /// The random name of the process that sent this, if it is a Signet relay.
  let instance: String?

  static let serverField: StaticString = "Signet-Relay"
}

extension RequestHead {
  init(_ head: HTTPRequestHead) {
    self.init(
      method: head.method, path: RouteTable.path(of: head.uri), version: head.version, isKeepAlive: head.isKeepAlive,
      contentLength: head.headers.first(name: "Content-Length").flatMap { Int($0) },
      expectsContinue: head.headers.first(name: "Expect")?.lowercased() == "100-continue",
      announcedServer: head.headers.first(name: "\(Self.serverField)"),
      instance: head.headers.first(name: "\(Mesh.instanceField)"))
  }
}
