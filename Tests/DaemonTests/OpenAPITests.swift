import AccountStore
import DaemonAPI
import Files
import HTTPTypes
import Logging
import Platform
import Testing

@testable import Daemon

@Suite struct OpenAPITests {
  /// `METHOD path` of everything in the file: a path has two blanks before it, a method four.
  private func described() throws -> Set<String> {
    let path = Fixture.folder + "/../Man/signetd.openapi.yaml"
    var found: Set<String> = []
    var current = ""
    for line in String(decoding: try FileReader.read(path, limit: 1 << 20), as: UTF8.self).split(separator: "\n") {
      if line.hasPrefix("components:") { break }
      if line.hasPrefix("  /") {
        current = String(line.dropFirst(2).dropLast())
      } else if line.hasPrefix("    "), !line.hasPrefix("     "), line.hasSuffix(":") {
        let word = line.dropFirst(4).dropLast()
        if word != "parameters" { found.insert(word.uppercased() + " " + current) }
      }
    }
    return found
  }

  @Test func `every route is in the OpenAPI file, and nothing else is`() throws {
    let home = TemporaryHome()
    let logger = Logger.writing(to: .standardError, level: .critical)
    let data = DataFolder(path: home.path)
    let accounts = AccountDirectory(data: data, logger: logger)
    let hub = EventHub()
    let messaging = MessagingHouse(
      accounts: accounts, hub: hub, logger: logger, clients: RelayClients(), isMakingKeys: { _ in false })
    let house = DaemonHouse(
      location: try DaemonLocation(home: home.path), startedAt: .now(), accounts: accounts,
      operations: OperationRegistry(
        launch: { _ in throw APIError(.internalError, "no worker here") }, logger: logger, recover: {}),
      hub: hub, doctor: Doctor(data: data, accounts: accounts), messaging: messaging, stop: {})
    let routes = Set(DaemonRoutes(house: house).all.map { $0.method.rawValue + " " + $0.path })
    #expect(routes == (try described()))
  }
}
