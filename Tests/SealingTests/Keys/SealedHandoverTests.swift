import GnuTLS
import Identity
import JOSE
import Jasper
import Platform
import Testing

@testable import Sealing

/// Keys for a device on their way: sealed to its wrap key.
@Suite("Sealed keys for a device")
struct SealedHandoverTests {
  private static func handover() throws -> KeyHandover {
    try KeyHandover(
      account: AccountFingerprint(of: TestKeys.account.publicKey), device: DeviceID(of: TestKeys.signing.publicKey),
      generation: 3, keys: [.init(purpose: .receive, generation: 3, key: TestKeys.otherReceive.pkcs8DER())])
  }

  private static func key(_ key: PrivateKey) throws -> ReceiveKey {
    try ReceiveKey(pkcs8: key.pkcs8DER(), generation: 0)
  }

  @Test func `the wrap key that they were sealed to opens them, and no other one`() throws {
    let text = try SealedHandover.seal(Self.handover(), to: RecipientKey(TestKeys.receive.publicKey))
    let opened = try SealedHandover.open(text, with: Self.key(TestKeys.receive))
    #expect(opened.generation == 3)
    #expect(opened.keys[0].key.matches(try TestKeys.otherReceive.pkcs8DER()))
    #expect { try SealedHandover.open(text, with: Self.key(TestKeys.otherReceive)) } throws: {
      ($0 as? SealingError)?.kind == .packetUnreadable
    }
  }

  @Test func `every change, and what is sealed to the same key for another purpose, gives one error`() throws {
    let recipient = try RecipientKey(TestKeys.receive.publicKey)
    let wrap = try Self.key(TestKeys.receive)
    let text = try SealedHandover.seal(Self.handover(), to: recipient)
    let record = try Self.handover().serialise()
    let untyped = try CompactJWE.seal(record, to: recipient.encryption)
    let otherType = try CompactJWE.seal(record, to: recipient.encryption, header: [.init("typ", .string("packet"))])
    let noRecord = try CompactJWE.seal(
      [1, 2, 3], to: recipient.encryption, header: [.init("typ", .string(SealedHandover.type))])
    let flipped = String(text.dropLast(30)) + (text.dropLast(29).last == "A" ? "B" : "A") + String(text.suffix(29))
    var errors: Set<String> = []
    for bad in [untyped, otherType, noRecord, flipped, "", "a.b.c.d.e", String(text.dropLast(4))] {
      do {
        _ = try SealedHandover.open(bad, with: wrap)
        Issue.record("opened")
      } catch {
        errors.insert("\(error.kind) \(error.reason)")
      }
    }
    #expect(errors.count == 1)
  }

  @Test func `a packet's own text is no sealed record, and a sealed record no packet`() throws {
    let sender = TestSender.shared
    let packet = try sender.packet()
    #expect(throws: SealingError.self) { try SealedHandover.open(packet.message, with: Self.key(TestKeys.receive)) }
  }
}
