import Jasper
import Platform
import Testing

@testable import Relay

/// A store of one kind that a test can close and open again.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case sqlite, redis

  var testDescription: String { rawValue }

  /// Redis only where there is one; a run without says so.
  static let available: [StoreKind] = {
    if RedisServer.program == nil { print("redis-server is absent: the tests of that store are skipped") }
    return allCases.filter { $0 != .redis || RedisServer.program != nil }
  }()
}

struct TestStore: Sendable {
  let folder = TemporaryFolder()
  let redis: RedisServer?
  let address: StoreAddress

  init(_ kind: StoreKind) throws {
    switch kind {
    case .sqlite:
      redis = nil
      address = .sqlite(path: folder("packets.sqlite"))
    case .redis:
      let server = try RedisServer()
      redis = server
      address = try StoreAddress(server.address)
    }
  }

  init(_ server: RedisServer) throws {
    redis = server
    address = try StoreAddress(server.address)
  }

  func open(_ clock: DrivenClock, rules: PacketRules = PacketRules()) throws -> PacketDatabase {
    try PacketDatabase(store: address, rules: rules, clock: clock)
  }

  /// Through this, so that the server outlives what uses it.
  func close(_ database: PacketDatabase) async {
    await database.close()
    withExtendedLifetime(redis) {}
  }
}

extension DrivenClock {
  convenience init() { self.init(UnixTime(seconds: 1_800_000_000)) }
}

/// Sources of tests, each in a block of its own.
func source(_ number: UInt8, isPeer: Bool = false) throws -> PacketSource {
  let address = NetworkAddress(bytes: [203, 0, number, 7])
  return isPeer ? .peer(try #require(address)) : .client(try #require(address))
}

extension PacketCandidate {
  init(_ packet: Packet, from source: PacketSource) throws {
    self = try packet.json.withBytes { (bytes) throws(JasperError) in try PacketCandidate(json: bytes, from: source) }
  }
}

extension PacketDatabase {
  /// Adds one packet; nil when it is stored.
  @discardableResult
  func add(_ packet: Packet, from source: PacketSource) async throws -> RelayError? {
    await add([try PacketCandidate(packet, from: source)])[0].1
  }

  /// What a fetch by recipient gives.
  func packets(for recipient: String) async throws -> [Packet] {
    let key = SHA256Digest.of(recipient)
    return try await bodies(of: look { $0.page(for: key, after: 0, bytes: .max) }.numbers).map { try Packet(json: $0) }
  }

  var hashes: [PacketHash] { look(\.hashes) }
}
