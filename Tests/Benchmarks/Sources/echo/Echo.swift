import Hummingbird
import Logging

/// A Hummingbird server that answers with the body that it got: what the same request costs without a relay behind it.
@main
struct Echo {
  static func main() async throws {
    let router = Router()
    router.post("/send") { request, _ in
      Response(status: .ok, body: ResponseBody(byteBuffer: try await request.body.collect(upTo: 1 << 20)))
    }
    let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
    let application = Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
      logger: Logger(label: "echo") { _ in SwiftLogNoOpLogHandler() })
    try await application.runService()
  }
}
