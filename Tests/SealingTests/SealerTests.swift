import GnuTLS
import Identity
import JOSE
import Jasper
import Platform
import Testing

@testable import Sealing

@Suite("Signing and sealing")
struct SealerTests {
  private let sender = TestSender.shared

  @Test(arguments: [SigningKey.Naming.chain, .thumbprint])
  func `what was sealed opens for its recipient, and verifies`(_ naming: SigningKey.Naming) throws {
    let message = try sender.message("hello")
    let opened = try TestSender.opener().open(sender.packet(message, naming: naming))
    #expect(opened.unverifiedMessage == message)
    #expect(opened.generation == 1)
    var context = sender.context
    context.knownCertificates = [sender.signing]
    let verdict = PacketVerifier.verify(opened, context: context, history: ReplayWindow())
    #expect(verdict.failures == [])
    #expect(verdict.disposition == .accepted)
    #expect(verdict.certificate == sender.signing)
    #expect(verdict.findings.notChecked.map(\.policy) == [.activeInLog, .revocationsFresh])
  }

  @Test func `a message to 100 recipients has one signature, and one sealing each`() throws {
    let recipients = try [TestSender.receive, TestSender.otherReceive] + (0..<98).map { try Self.madeUpKey($0) }
    let signed = try Sealer(key: sender.key()).sign(sender.message(), for: recipients)
    let packets = try signed.packets()
    #expect(Set(packets.map(\.hash)).count == 100)
    #expect(packets.map(\.recipient) == recipients.map(\.text))
    // PSS is random: two signatures would be two texts.
    let first = try TestSender.opener().open(packets[0])
    let second = try TestSender.opener("rsa4096-1").open(packets[1])
    #expect(first.signature.jws.unverifiedPayload == second.signature.jws.unverifiedPayload)
    #expect(first.number == second.number && first.binding != second.binding)
    #expect(first.binding.path.steps.count <= 7)
    for opened in [first, second] {
      let verdict = PacketVerifier.verify(opened, context: sender.context, history: ReplayWindow())
      #expect(verdict.failures == [])
    }
    for (index, binding) in signed.bindings.enumerated() {
      #expect(binding.root(for: recipients[index]) == first.signature.header.root)
    }
  }

  @Test func `sealing needs no signing key, so a message is signed once however often it is sealed`() throws {
    let signed = try Sealer(key: sender.key()).sign(sender.message(), for: [TestSender.receive])
    let one = try signed.packet(at: 0)
    let two = try signed.packet(at: 0)
    #expect(one.hash != two.hash && one.signature != two.signature)
    #expect(try TestSender.opener().open(one).number == TestSender.opener().open(two).number)
  }

  @Test func `lengths of packets fall into classes`() throws {
    var lengths: Set<[Int]> = []
    for count in stride(from: 0, through: 60, by: 12) {
      let packet = try sender.packet(sender.message(String(repeating: "a", count: count)))
      lengths.insert([packet.message.utf8.count, packet.signature.utf8.count])
    }
    #expect(lengths.count == 1)
  }

  @Test func `no recipients, 1001 of them, one twice and short keys are refused`() throws {
    let sealer = Sealer(key: try sender.key())
    let message = try sender.message()
    let refused = SealingError(.recipientRefused, "")
    #expect(throws: refused) { try sealer.sign(message, for: []) }
    #expect(throws: refused) { try sealer.sign(message, for: [TestSender.receive, TestSender.receive]) }
    let many = try (0..<1001).map { try Self.madeUpKey($0) }
    #expect(throws: refused) { try sealer.sign(message, for: many) }
    #expect(throws: refused) { try RecipientKey(TestKeys.short.publicKey) }
    #expect(throws: refused) { try RecipientKey("signet") }
    #expect(try RecipientKey(TestSender.receive.text) == TestSender.receive)
  }

  @Test func `certificates that are not the signing key's are refused`() throws {
    let refused = SealingError(.signerRefused, "")
    #expect(throws: refused) { try sender.key([]) }
    #expect(throws: refused) { try sender.key([sender.account]) }
    #expect(throws: refused) { try sender.key([sender.signing, sender.account, sender.account, sender.account]) }
    // A device's certificate, though of the same key.
    let request = try CertificateRequest.make(for: TestKeys.signing, commonName: CertificateIssuer.deviceName)
    let device = try CertificateIssuer.device(
      request: request, account: sender.account, accountKey: TestKeys.account, now: TestSender.birth)
    #expect(throws: refused) { try sender.key([device]) }
  }

  /// A key that nobody has the other half of.
  private static func madeUpKey(_ number: Int) throws -> RecipientKey {
    var spki = TestKeys.receive.publicKey.spki
    spki[300] = UInt8(number & 0xff)
    spki[301] = UInt8(number >> 8)
    spki[302] ^= 0x55
    return try RecipientKey(PublicKey(spki: spki))
  }
}
