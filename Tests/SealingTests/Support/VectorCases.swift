import GnuTLS
import Identity
import JOSE
import Jasper
import Platform

@testable import Sealing

/// What the vectors are made of.
enum VectorCases {
  private static let sender = TestSender.shared

  /// Packets that open, with the policies that they do not meet.
  static func opening() throws -> [(name: String, receiveKey: String, packet: Packet)] {
    var cases: [(name: String, receiveKey: String, packet: Packet)] = []
    func add(_ name: String, _ packet: Packet, key: String = "alice") { cases.append((name, key, packet)) }

    add("message", try sender.packet())
    add("empty-content", try sender.packet(sender.message("")))
    add("other-scripts", try sender.packet(sender.message("Grüße, 世界 \u{1F600} \"\\\n")))
    add("long-content", try sender.packet(sender.message(String(repeating: "0123456789abcdef", count: 400))))
    add("edit", try sender.packet(sender.message("hello!", type: .edit)))
    add("delete", try sender.packet(sender.message("", type: .delete)))
    add("react", try sender.packet(sender.message(":heart:", type: .react)))
    add("signet-log", try sender.packet(sender.message("{}", type: .log)))
    add("thumbprint", try sender.packet(naming: .thumbprint))
    add("chain-of-two", try sender.packet(key: sender.key([sender.signing, sender.account])))
    let group = try Sealer(key: sender.key()).sign(
      sender.message("to both"), for: [TestSender.receive, TestSender.otherReceive]
    ).packets()
    add("group-alice", group[0])
    add("group-bob", group[1], key: "bob")
    add("other-spelling", try handmade { $0.message = Array(try respelled($0.message).utf8) })
    add("unknown-type", try handmade { $0.message = Array(try respelled($0.message, type: "CALL-OFFER").utf8) })

    add("purpose-log", try signed { $0.typ = "signet-log" })
    add("algorithm-rs256", try sender.packet(key: sender.key(algorithm: .rs256)))
    add("certificate-damaged", try signed { $0.x5c = [[1, 2, 3]] })
    add(
      "certificate-unknown",
      try signed { header in
        header.x5c = nil
        header.x5tS256 = [UInt8](repeating: 7, count: 32)
      })
    add(
      "certificate-of-a-device",
      try signed { header in
        header.x5c = [try device(CertificateIssuer.deviceName, of: TestSender.shared).der]
      })
    add(
      "certificate-by-another-account",
      try signed { header in
        header.x5c = [
          try device(SigningCertificate.commonName, of: TestSender.make(accountKey: TestKeys.otherAccount)).der
        ]
      })
    add("signature-by-another-key", try signed(by: TestKeys.tabletSigning) { _ in })
    add("signature-over-another-message", try handmade { $0.message = try sender.message("hallo").bytes })
    add("sender-another-account", try sender.packet(sender.message(sender: TestKeys.otherAccount.publicKey)))
    add("passed-on", try passedOn(), key: "bob")
    add("ahead-of-time", try sender.packet(sender.message(at: TestSender.now.adding(seconds: 601))))
    return cases
  }

  static func cards() throws -> [(name: String, packet: Packet)] {
    let key = try sender.key()
    let other = try TestSender.make(accountKey: TestKeys.otherAccount)
    let good = try SignedCard.sign(CardTests.card(generation: 3), with: key, number: CardTests.number(1))
    let stale = try CardTests.card(issued: TestSender.now.adding(seconds: -8 * 86_400 - 1))
    return [
      ("card", good),
      ("without-genesis", try SignedCard.sign(CardTests.card(genesis: nil), with: key, number: CardTests.number(2))),
      ("too-old", try SignedCard.sign(stale, with: key, number: CardTests.number(3))),
      ("by-another-account", try SignedCard.sign(CardTests.card(), with: other.key(), number: CardTests.number(4))),
      ("another-signature", Packet(recipient: good.recipient, message: good.message, signature: "x")),
      ("no-jws", Packet(recipient: good.recipient, message: "hello", signature: good.signature)),
    ]
  }

  private static func handmade(_ change: (inout Handmade) throws -> Void) throws -> Packet {
    var parts = try Handmade(sender)
    let original = parts.message
    try change(&parts)
    guard parts.message != original, !String(decoding: parts.message, as: UTF8.self).contains("hallo") else {
      return try parts.packet()
    }
    // Another text, and a signature over it.
    return try sealed(&parts, by: TestKeys.signing, over: original) { _ in }
  }

  private static func signed(
    by key: PrivateKey = TestKeys.signing, _ change: (inout JWSHeader) throws -> Void
  ) throws -> Packet {
    var parts = try Handmade(sender)
    return try sealed(&parts, by: key, over: parts.message, change)
  }

  private static func sealed(
    _ parts: inout Handmade, by key: PrivateKey, over original: [UInt8], _ change: (inout JWSHeader) throws -> Void
  ) throws -> Packet {
    guard let envelope = SignatureEnvelope(bytes: parts.envelope) else {
      throw SealingError(.messageRefused, "a test's own envelope is damaged")
    }
    var header = try CompactJWS.parse(
      envelope.jws, allowedNames: SignatureHeader.names, detachedPayload: original
    ).header
    try change(&header)
    let jws = try CompactJWS.sign(payload: parts.message, header: header, key: key, detached: true)
    parts.envelope = SignatureEnvelope(jws: jws, binding: envelope.binding).bytes
    return try parts.packet()
  }

  /// Another program's spelling of the same message: blanks, escapes, members in another order, one more.
  private static func respelled(_ bytes: [UInt8], type: String = "MESSAGE") throws -> String {
    let json = try StrictJSON.parse(bytes)
    func text(_ name: String) -> String { json[name]?.stringValue ?? "" }
    return """
      { "type": "\(type)", "id": "m1",
        "content": "h\\u0065llo", "x-client": ["another", 1.0, null],
        "timestamp": "2026-11-21T03:00:00+02:00", "channel_id": "\(text("channel_id").uppercased())",
        "sender": "\(text("sender"))" }
      """
  }

  private static func device(_ name: String, of account: TestSender) throws -> Certificate {
    try CertificateIssuer.device(
      request: CertificateRequest.make(for: TestKeys.signing, commonName: name), account: account.account,
      accountKey: account.accountKey, now: TestSender.birth)
  }

  /// What Alice was sent, sealed by her to Bob.
  private static func passedOn() throws -> Packet {
    let message = try sender.message()
    let signed = try Sealer(key: sender.key()).sign(message, for: [TestSender.receive])
    var parts = try Handmade(sender, message, recipient: TestSender.otherReceive)
    parts.envelope = SignatureEnvelope(jws: signed.jws, binding: signed.bindings[0]).bytes
    return try parts.packet()
  }
}
