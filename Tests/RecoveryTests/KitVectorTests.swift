import FoundationEssentials
import GnuTLS
import Platform
import Testing

@testable import Recovery

/// Kits for other tools to open: `SIGNET_WRITE_VECTORS=1 swift test --filter KitVectorTests` writes them anew, without it
/// they are compared. Tests/Scripts/test_recovery_shares.py opens them with shamir-mnemonic.
@Suite struct KitVectorTests {
  private struct Kit: Codable, Equatable {
    let name: String
    let seed: String
    let threshold: Int
    let shares: [String]
    let publicKey: String
    let record: KitRecord
  }

  private static let path = "Fixtures/slip39/from-signet.json"

  private func make(_ threshold: Int, _ count: Int) throws -> Kit {
    let name = "a kit of \(threshold) of \(count)"
    let stream = Stream(name)
    let seed = try stream.secret(RecoveryKit.seedSize)
    let kit = try RecoveryKit(seed: seed, threshold: threshold, count: count, random: stream.fill)
    return Kit(
      name: name, seed: seed.hex, threshold: threshold, shares: try kit.shares.map { try $0.words },
      publicKey: Hex.text(of: try Ed25519PrivateKey(seed: seed).publicKey.bytes), record: kit.record)
  }

  @Test func `the kits that other tools are held against are those that are made`() throws {
    let kits = try [(1, 1), (2, 2), (2, 3), (3, 5), (4, 7)].map { try make($0.0, $0.1) }
    if ProcessInfo.processInfo.environment["SIGNET_WRITE_VECTORS"] != nil {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try (encoder.encode(kits) + Data("\n".utf8)).write(to: URL(filePath: "\(Fixtures.repository)/\(Self.path)"))
    }
    #expect(try JSONDecoder().decode([Kit].self, from: Fixtures.bytes(Self.path)) == kits)
  }
}
