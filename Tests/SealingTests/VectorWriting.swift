import FoundationEssentials
import GnuTLS
import Identity
import JOSE
import Jasper
import Platform
import Testing

@testable import Sealing

/// Writes Fixtures/jasper anew: `SIGNET_WRITE_VECTORS=1 swift test --filter VectorWriting`. Sealing is random, so each
/// time they are others; what they have to give stays. `VectorTests` reads them.
@Suite("Writing the vectors", .enabled(if: ProcessInfo.processInfo.environment["SIGNET_WRITE_VECTORS"] != nil))
struct VectorWriting {
  private let sender = TestSender.shared

  @Test func `packets, cards and parts are written`() throws {
    try Vectors.write(
      Vectors.Keys(
        receiveKeys: ["alice": pem("rsa4096-6"), "bob": pem("rsa4096-1")],
        account: KeyText.text(of: sender.account.publicKey), signingCertificate: Base64.encode(sender.signing.der),
        now: TestSender.now.text), "keys")
    try Vectors.write(VectorCases.opening().map(packetCase), "packets")
    let faults = try OpenerTests.faults.filter { !$0.testDescription.hasPrefix("long") }.map { fault in
      Vectors.PacketCase(
        name: fault.testDescription, receiveKey: "alice", packet: Vectors.WirePacket(try fault.packet()),
        error: "packetUnreadable")
    }
    try Vectors.write(faults, "unreadable")
    try Vectors.write(VectorCases.cards().map(cardCase), "cards")
    try Vectors.write(parts(), "parts")
  }

  private func pem(_ name: String) throws -> String {
    try TestKeys.pem(name).withBytes { String(decoding: $0, as: UTF8.self) }
  }

  private func packetCase(_ name: String, _ receiveKey: String, _ packet: Packet) throws -> Vectors.PacketCase {
    let opened = try TestSender.opener(receiveKey == "bob" ? "rsa4096-1" : "rsa4096-6").open(packet)
    var context = sender.context
    context.knownCertificates = [sender.signing]
    let verdict = PacketVerifier.verify(opened, context: context, history: ReplayWindow())
    return Vectors.PacketCase(
      name: name, receiveKey: receiveKey, packet: Vectors.WirePacket(packet),
      message: String(decoding: opened.unverifiedMessage.bytes, as: UTF8.self),
      content: verdict.message.content, type: verdict.message.type.text, jti: opened.number.text,
      timestamp: verdict.message.timestamp.text, failures: verdict.findings.failedPolicies.map(\.rawValue).sorted())
  }

  private func cardCase(_ name: String, _ packet: Packet) -> Vectors.CardCase {
    var item = Vectors.CardCase(name: name, packet: Vectors.WirePacket(packet))
    do throws(SealingError) {
      let signed = try SignedCard(packet)
      let findings = CardVerifier.verify(
        signed, expectation: CardExpectation(jamiID: JamiID(of: sender.account.publicKey)), context: sender.context)
      item.generation = signed.unverifiedCard.generation
      item.issued = signed.unverifiedCard.issued.text
      item.relays = signed.unverifiedCard.relays.map(\.text)
      item.receive = signed.unverifiedCard.receiveKey.text
      item.failures = findings.failedPolicies.map(\.rawValue).sorted()
    } catch {
      item.error = error.code
    }
    return item
  }

  private func parts() throws -> Vectors.Parts {
    let ids = ["0123456789abcdef0123456789abcdef01234567", JamiID(of: sender.account.publicKey).text]
    let timestamps = [
      "1970-01-01T00:00:00Z", "2026-11-21T08:42:09Z", "2026-11-21T08:42:09.123456789Z", "2026-11-21T10:42:09+02:00",
      "2024-02-29T00:00:00Z", "2025-02-29T00:00:00Z", "2026-11-21", "2026-11-21T08:42:09", "1969-12-31T23:59:59Z",
    ]
    let digest = Base64URL.encode([UInt8](repeating: 3, count: 32))
    let links = [
      "signet:contact/1?id=\(ids[0])&account=\(digest)",
      "signet:contact/1?id=\(ids[0])&account=\(digest)&genesis=\(digest)&relay=https://%5B2001:db8::1%5D:443\n",
      "signet:contact/2?id=\(ids[0])&account=\(digest)", "signet:contact/1?id=\(ids[0])",
      "signet:contact/1?id=\(ids[0])&account=\(digest)&x=1", "signet:contact/1?id=\(ids[0])&account=\(digest)=",
    ]
    return Vectors.Parts(
      cardAddresses: try ids.map { id in
        Vectors.Parts.Address(jamiID: id, recipient: CardAddress(of: try #require(JamiID(id))).recipient)
      },
      padding: [0, 1, 511, 512, 513, 4096, 4097, 524_288].map { bytes in
        Vectors.Parts.Padding(bytes: bytes, padded: SizeClass.size(for: bytes) ?? 0)
      },
      timestamps: timestamps.map { text in
        Vectors.Parts.Timestamp(text: text, milliseconds: MessageTimestamp(text)?.milliseconds)
      },
      invitations: links.enumerated().map { Vectors.Parts.Link(text: $0.element, isValid: $0.offset < 2) },
      trees: [try tree(1), try tree(2), try tree(3), try tree(5)])
  }

  private func tree(_ count: Int) throws -> Vectors.Tree {
    let all = [TestKeys.receive, TestKeys.otherReceive, TestKeys.account, TestKeys.signing, TestKeys.otherAccount]
    let recipients = try all.prefix(count).map { try RecipientKey($0.publicKey) }
    let salts = recipients.indices.map { [UInt8](repeating: UInt8($0), count: 32) }
    let (root, bindings) = try #require(RecipientBinding.bind(recipients, salts: salts))
    return Vectors.Tree(
      root: Base64URL.encode(root),
      recipients: zip(recipients, bindings).map { recipient, binding in
        Vectors.Tree.Recipient(
          spki: recipient.text, salt: Base64URL.encode(binding.salt),
          path: binding.path.steps.map { Base64URL.encode($0.bytes) })
      })
  }
}
