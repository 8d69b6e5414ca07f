import DaemonAPI
import FoundationEssentials
import Platform
import Testing

extension RealDaemonTests {
  @Suite(.serialized) struct HTTPTests {
    private func code(_ body: String) throws -> String {
      try JSONDecoder().decode(ErrorAnswer.self, from: Data(body.utf8)).error.code
    }

    @Test func `whatever is wrong with a request is told in one form with a fitting status`() async throws {
      let daemon = try await RunningDaemon()
      let nobody = String(repeating: "0", count: 40)
      let cases: [(String, String, String, Int, String)] = [
        ("POST", "/v1/accounts", "{not json", 400, "badRequest"),
        ("POST", "/v1/accounts", "[]", 400, "badRequest"),
        ("POST", "/v1/accounts", "", 400, "badRequest"),
        ("POST", "/v1/accounts", #"{"displayName":7}"#, 400, "badRequest"),
        ("POST", "/v1/accounts", #"{"displayName":null}"#, 400, "badRequest"),
        ("POST", "/v1/accounts", #"{"displayName":"\n"}"#, 400, "nameRefused"),
        ("POST", "/v1/accounts", #"{"displayName":"x","noPassword":"yes"}"#, 400, "badRequest"),
        ("POST", "/v1/restores", #"{"path":"relative.gz"}"#, 400, "badRequest"),
        ("POST", "/v1/restores", #"{"path":"/x","offers":["everything"]}"#, 400, "badRequest"),
        ("POST", "/v1/accounts", String(repeating: "x", count: 70_000), 413, "bodyTooLarge"),
        ("GET", "/v1/nothing", "", 404, "routeNotFound"),
        ("GET", "/", "", 404, "routeNotFound"),
        ("PUT", "/v1/accounts", "{}", 405, "methodNotAllowed"),
        ("DELETE", "/v1/status", "", 405, "methodNotAllowed"),
        ("GET", "/v1/accounts/\(nobody)", "", 404, "accountNotFound"),
        ("POST", "/v1/accounts/\(nobody)/password", "{}", 404, "accountNotFound"),
        ("GET", "/v1/accounts/somebody", "", 400, "identifierMalformed"),
        ("DELETE", "/v1/accounts/\(nobody)?dryRun=perhaps", "", 400, "badRequest"),
        ("GET", "/v1/operations/77", "", 404, "operationNotFound"),
        ("GET", "/v1/operations/x", "", 404, "operationNotFound"),
        ("GET", "/v1/operations/1?wait=soon", "", 400, "badRequest"),
        ("GET", "/v1/accounts/\(nobody)/log?limit=0", "", 400, "badRequest"),
      ]
      for (method, path, body, status, expected) in cases {
        let answer = try daemon.ask(method, path, body: body)
        #expect(answer.status == status, "\(method) \(path)")
        #expect(try code(answer.body) == expected, "\(method) \(path)")
      }
      #expect(try daemon.ask("GET", "/v1/accounts").body == "{\"accounts\":[]}\n")
    }

    @Test func `a client that says nothing, or garbage, hinders nobody`() async throws {
      let daemon = try await RunningDaemon()
      var silent: [LocalSocket] = []
      for _ in 0..<50 { silent.append(try LocalSocket(connectingTo: daemon.client.location.socketPath)) }
      for socket in silent[..<25] {
        try Array("\u{0}\u{1}garbage\r\n\r\n".utf8).withUnsafeBytes { try socket.write($0) }
      }
      #expect(try await daemon.client.status().accounts == 0)
    }

    @Test func `a daemon that is gone is told as unreachable`() async throws {
      let home = TemporaryHome()
      await #expect(throws: ErrorReport(APIError(.daemonUnreachable, ""))) {
        _ = try await DaemonClient.connect(home: home.path, start: .never)
      }
      await #expect(throws: ErrorReport(APIError(.daemonUnreachable, ""))) {
        _ = try await DaemonClient(home: home.path).accounts()
      }
      await #expect(throws: ErrorReport(APIError(.daemonStartFailed, ""))) {
        _ = try await DaemonClient.connect(home: home.path, start: .executable("/nowhere/signetd"))
      }
    }
  }
}
