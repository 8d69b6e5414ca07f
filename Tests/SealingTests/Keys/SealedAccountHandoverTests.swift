import GnuTLS
import Identity
import JOSE
import Platform
import Testing

@testable import Sealing

@Suite("A sealed account key for a device")
struct SealedAccountHandoverTests {
  private static func key(_ key: PrivateKey) throws -> ReceiveKey {
    try ReceiveKey(pkcs8: key.pkcs8DER(), generation: 0)
  }

  private static func handover(_ sealedKeys: [String] = []) throws -> AccountHandover {
    let sender = TestSender.shared
    return AccountHandover(
      account: AccountFingerprint(of: TestKeys.account.publicKey), device: DeviceID(of: TestKeys.signing.publicKey),
      chain: [sender.signing, sender.signing, sender.signing], signing: sender.signing,
      receipt: Receipt(text: Array("{}".utf8), signature: [1, 2, 3]), sealedKeys: sealedKeys)
  }

  @Test func `the wrap key opens it, and only the account key of before what is in it`() throws {
    let keys = AccountKeys(
      account: try TestKeys.signing.pkcs8DER(), authority: try TestKeys.otherReceive.pkcs8DER(), recoverySeed: nil)
    let sealed = try [TestKeys.otherReceive, TestKeys.account].map {
      try SealedAccountHandover.seal(keys, to: $0.publicKey)
    }
    let handover = try Self.handover(sealed)
    let text = try SealedAccountHandover.seal(handover, to: RecipientKey(TestKeys.receive.publicKey))
    #expect(text.utf8.count < SealingLimits.content)
    let opened = try SealedAccountHandover.open(text, with: Self.key(TestKeys.receive))
    #expect(opened == handover)
    #expect(SealedAccountHandover.handover(SealedAccountHandover.text(of: handover)) == handover)
    #expect(throws: SealingError.self) {
      try SealedAccountHandover.open(text, with: Self.key(TestKeys.otherReceive))
    }
    let read = try SealedAccountHandover.openKeys(opened, with: TestKeys.account.pkcs8DER())
    #expect(read.account.matches(keys.account) && read.authority.matches(keys.authority))
    // The wrap key itself, and an account key that they are not sealed to, open nothing.
    for other in [TestKeys.receive, TestKeys.signing] {
      #expect {
        try SealedAccountHandover.openKeys(opened, with: other.pkcs8DER())
      } throws: {
        ($0 as? SealingError)?.kind == .packetUnreadable
      }
    }
  }

  @Test func `it is no record of shared keys, and such a record is not it`() throws {
    let wrap = try RecipientKey(TestKeys.receive.publicKey)
    let text = try SealedAccountHandover.seal(Self.handover(), to: wrap)
    #expect(throws: SealingError.self) { try SealedHandover.open(text, with: Self.key(TestKeys.receive)) }
    let record = try KeyHandover(
      account: AccountFingerprint(of: TestKeys.account.publicKey), device: DeviceID(of: TestKeys.signing.publicKey),
      generation: 3, keys: [.init(purpose: .receive, generation: 3, key: TestKeys.otherReceive.pkcs8DER())])
    let other = try SealedHandover.seal(record, to: wrap)
    #expect(throws: SealingError.self) { try SealedAccountHandover.open(other, with: Self.key(TestKeys.receive)) }
  }

  @Test func `what has another form is none`() throws {
    let good = try Self.handover()
    let text = SealedAccountHandover.text(of: good)
    let many = try Self.handover(Array(repeating: "x", count: AccountHandover.sealedLimit + 1))
    let bad = [
      "", "{}", "[]", String(text.dropLast()), text.replacing("\"version\":1", with: "\"version\":2"),
      text.replacing("\"device\":\"", with: "\"device\":\"!"), SealedAccountHandover.text(of: many),
    ]
    for text in bad { #expect(SealedAccountHandover.handover(text) == nil) }
    #expect(SealedAccountHandover.handover(text) == good)
  }
}
