import AccountArchive
import FoundationEssentials
import GnuTLS
import Identity
import Platform
import Testing

@testable import Sealing

@Suite("Every place that verifies")
struct VerifyingEntryPointTests {
  private static let sender = TestSender.shared

  /// What the place says of `device`, which is revoked in `set`; empty when it accepts it.
  private static func objections(of place: VerifyingEntryPoint, _ set: RevocationSet) throws -> [String] {
    switch place {
    case .device:
      return DeviceVerifier.verify(
        chain: [sender.signing, sender.account], account: sender.account, revocations: set, now: TestSender.now
      ).map(\.policy.rawValue)
    case .packet: return try packet(.message, set)
    case .logPacket: return try packet(.log, set)
    case .syncPacket: return try packet(.sync, set)
    case .keysPacket: return try packet(.keys, set)
    case .card:
      let packet = try SignedCard.sign(CardTests.card(), with: sender.key(), number: CardTests.number(1))
      let choice = CardChoice(
        among: [packet], expectation: CardExpectation(jamiID: JamiID(of: sender.account.publicKey))
      ) { _ in context(set) }
      return choice.best == nil ? choice.rejected.flatMap { $0.findings.failedPolicies.map(\.rawValue) } : []
    case .enrolment:
      return try refused {
        _ = try Enrolment.enrol(
          archive: archive(), deviceKey: TestKeys.signing, deviceName: "phone", method: .created, revocations: set,
          now: TestSender.now)
      }
    case .renewal:
      return try refused {
        _ = try ChainRenewal.renewDevice(sender.signing, archive: archive(), revocations: set, now: TestSender.now)
      }
    case .signingCertificate:
      return try refused {
        _ = try SigningCertificate.issue(
          SigningCertificate.request(for: TestKeys.signing), account: sender.account, accountKey: TestKeys.account,
          revocations: set, now: TestSender.now)
      }
    }
  }

  @Test(arguments: VerifyingEntryPoint.allCases)
  func `refuses a revoked device, and nothing else about it`(_ place: VerifyingEntryPoint) throws {
    #expect(try Self.objections(of: place, Self.sender.noRevocations) == [])
    var set = Self.sender.noRevocations
    set.revoke(Self.sender.signing, at: TestSender.birth)
    let objections = try Self.objections(of: place, set)
    #expect(objections != [])
    #expect(Set(objections).isSubset(of: ["notRevokedByKey", "notRevokedBySerial", "deviceRevoked"]))
  }

  @Test func `no other function of the sources is called verify`() throws {
    let sources = TestKeys.fixtures.appending(path: "../Sources")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path()).filter { $0.hasSuffix(".swift") }
    let found = try paths.filter { path in
      String(decoding: try Data(contentsOf: sources.appending(path: path)), as: UTF8.self)
        .split(separator: "\n").contains { $0.contains("func verify") && !$0.contains("private ") }
    }
    let names = Set(found.compactMap { $0.split(separator: "/").last.map(String.init) })
    // The first two are about a signature alone, and know of no device: a JWS, and the device's own receipt, which is
    // read when an account is loaded and shown to nobody. The third is about any path and the lists that are handed to
    // it; `DeviceVerifier` asks its rules, and nothing of an account's does it alone.
    let others: Set = ["ParsedJWS.swift", "Receipt.swift", "PathVerifier.swift"]
    #expect(names == others.union(["DeviceVerifier.swift", "PacketVerifier.swift", "CardVerifier.swift"]))
  }

  private static func context(_ set: RevocationSet) -> VerificationContext {
    VerificationContext(account: sender.account.publicKey, revocations: set, now: TestSender.now)
  }

  private static func packet(_ type: MessageType, _ set: RevocationSet) throws -> [String] {
    let opened = try TestSender.opener().open(sender.packet(sender.message(type: type)))
    return PacketVerifier.verify(opened, context: context(set), history: ReplayWindow()).failures.map(\.policy.rawValue)
  }

  private static func archive() throws -> Archive {
    try Archive.new(accountKey: TestKeys.account, authorityKey: nil, chain: [sender.account], ethereumKey: nil)
  }

  /// The code of the refusal; empty when there is none.
  private static func refused(_ body: () throws -> Void) throws -> [String] {
    do {
      try body()
      return []
    } catch let error as IdentityError {
      return [error.code]
    }
  }
}
