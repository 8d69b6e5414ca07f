import GnuTLS
import JOSE
import Jasper
import Platform
import Testing

@testable import Sealing

@Suite("Opening")
struct OpenerTests {
  private static let sender = TestSender.shared

  /// A way for opening to fail before the content is authentic.
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let packet: @Sendable () throws -> Packet

    init(_ name: String, _ packet: @escaping @Sendable () throws -> Packet) {
      testDescription = name
      self.packet = packet
    }

    /// A packet put together by hand, with something wrong in it.
    init(_ name: String, handmade: @escaping @Sendable (inout Handmade) throws -> Void) {
      self.init(name) {
        var parts = try Handmade(sender)
        try handmade(&parts)
        return try parts.packet()
      }
    }

    /// One part of a JWE changed.
    init(_ name: String, part: Int, of field: Field, change: @escaping @Sendable ([UInt8]) -> [UInt8]) {
      self.init(name) {
        let packet = try Handmade(sender).packet()
        var parts = field.text(packet).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        parts[part] = Base64URL.encode(change(try Base64URL.decode(parts[part])))
        return field.replaced(in: packet, by: parts.joined(separator: "."))
      }
    }
  }

  enum Field: Sendable, CaseIterable {
    case message, signature

    func text(_ packet: Packet) -> String { self == .message ? packet.message : packet.signature }

    func replaced(in packet: Packet, by text: String) -> Packet {
      Packet(
        recipient: packet.recipient, message: self == .message ? text : packet.message,
        signature: self == .signature ? text : packet.signature)
    }
  }

  private static func flip(_ bytes: [UInt8]) -> [UInt8] { bytes.dropLast() + [(bytes.last ?? 0) ^ 1] }

  static let faults: [Fault] =
    Field.allCases.flatMap { field in
      [
        // A changed wrapped key is bad OAEP padding.
        Fault("padding of the key: \(field)", part: 1, of: field, change: flip),
        Fault("length of the key: \(field)", part: 1, of: field) { Array($0.dropLast()) },
        Fault("empty key: \(field)", part: 1, of: field) { _ in [] },
        Fault("iv: \(field)", part: 2, of: field, change: flip),
        Fault("short iv: \(field)", part: 2, of: field) { Array($0.dropLast()) },
        Fault("ciphertext: \(field)", part: 3, of: field, change: flip),
        Fault("ciphertext cut: \(field)", part: 3, of: field) { Array($0.dropLast()) },
        Fault("tag: \(field)", part: 4, of: field, change: flip),
        Fault("short tag: \(field)", part: 4, of: field) { Array($0.prefix(12)) },
        Fault("header: \(field)", part: 0, of: field, change: flip),
        Fault("garbage: \(field)") { field.replaced(in: try Handmade(sender).packet(), by: "hello") },
        Fault("empty: \(field)") { field.replaced(in: try Handmade(sender).packet(), by: "") },
        Fault("long: \(field)") {
          field.replaced(in: try Handmade(sender).packet(), by: String(repeating: "a", count: 1_100_000))
        },
      ]
    } + [
      Fault("sealed to another key") {
        let other = try Handmade(sender, recipient: TestSender.otherReceive).packet()
        return Packet(recipient: TestSender.receive.text, message: other.message, signature: other.signature)
      },
      Fault("addressed to another recipient") { try Handmade(sender, recipient: TestSender.otherReceive).packet() },
      Fault("addressed to nobody") {
        let packet = try Handmade(sender).packet()
        return Packet(recipient: "bob", message: packet.message, signature: packet.signature)
      },
      Fault("signature of another packet") {
        Field.signature.replaced(in: try Handmade(sender).packet(), by: try Handmade(sender).packet().signature)
      },
      Fault("message and signature exchanged") {
        let packet = try Handmade(sender).packet()
        return Packet(recipient: packet.recipient, message: packet.signature, signature: packet.message)
      },
      Fault("other rcpt") { $0.rcpt = Base64URL.encode([UInt8](repeating: 0, count: 32)) },
      Fault("other sig") { $0.sig = Base64URL.encode([UInt8](repeating: 0, count: 32)) },
      Fault("more in the message's header") { $0.messageExtra = [.init("kid", .string("1"))] },
      Fault("more in the signature's header") { $0.signatureExtra = [.init("kid", .string("1"))] },
      Fault("message without padding") { $0.padsMessage = false },
      Fault("signature without padding") { $0.padsSignature = false },
      Fault("no message") { $0.message = Array("{}".utf8) },
      Fault("a member of the message twice") {
        $0.message = Array(String(decoding: $0.message, as: UTF8.self).replacing("}", with: ",\"id\":\"m1\"}").utf8)
      },
      Fault("no envelope") { $0.envelope = Array("{}".utf8) },
      Fault("more in the envelope") {
        $0.envelope = Array(String(decoding: $0.envelope, as: UTF8.self).replacing("}", with: ",\"x\":1}").utf8)
      },
      Fault("a path of 21 hashes") {
        let step = InclusionPath.Step(sibling: [UInt8](repeating: 0, count: 32), isLeft: true)
        let text = StrictJSON.array([StrictJSON](repeating: .string(Base64URL.encode(step.bytes)), count: 21))
        $0.envelope = Array(
          String(decoding: $0.envelope, as: UTF8.self)
            .replacing("[]", with: String(decoding: text.serialise(), as: UTF8.self)).utf8)
      },
      Fault("a short salt") {
        $0.envelope = try envelope($0) { _ in "AAAA" }
      },
      Fault("a JWS with crit") { $0.envelope = try resigned($0) { $0.other = [.init("crit", .array([]))] } },
      Fault("a JWS with kid") { $0.envelope = try resigned($0) { $0.other = [.init("kid", .string("1"))] } },
      Fault("a JWS without jti") { $0.envelope = try resigned($0) { $0.jti = nil } },
      Fault("a JWS with a short jti") { $0.envelope = try resigned($0) { $0.jti = "AAAA" } },
      Fault("a JWS without root") { $0.envelope = try resigned($0) { $0.root = nil } },
      Fault("a JWS without a certificate") { $0.envelope = try resigned($0) { $0.x5c = nil } },
      Fault("a JWS with two namings") {
        $0.envelope = try resigned($0) { $0.x5tS256 = [UInt8](repeating: 0, count: 32) }
      },
      Fault("a JWS with 4 certificates") {
        $0.envelope = try resigned($0) { $0.x5c = [[UInt8]](repeating: sender.signing.der, count: 4) }
      },
      Fault("a JWS with a certificate of 9 KiB") {
        $0.envelope = try resigned($0) { $0.x5c = [[UInt8](repeating: 0, count: 9 * 1024)] }
      },
    ]

  @Test(arguments: faults)
  func `every failure to open is the same error, to the letter`(_ fault: Fault) throws {
    let packet = try fault.packet()
    let opener = try TestSender.opener()
    do throws(SealingError) {
      _ = try opener.open(packet)
      Issue.record("it was opened")
    } catch {
      #expect(error.kind == .packetUnreadable && error.hint == nil)
      #expect(error.reason == "the packet cannot be opened")
      #expect(error.description == "packetUnreadable: the packet cannot be opened")
    }
  }

  @Test func `what the faults are made of opens when nothing is wrong with it`() throws {
    let opener = try TestSender.opener()
    #expect(try opener.open(Handmade(Self.sender).packet()).unverifiedMessage.content == "hello")
    var parts = try Handmade(Self.sender)
    parts.envelope = try Self.resigned(parts) { _ in }
    #expect(try opener.open(parts.packet()).unverifiedMessage.content == "hello")
  }

  @Test func `of several keys the one that is named opens`() throws {
    let keys = try ["rsa4096-1", "rsa4096-6"].enumerated().map {
      try ReceiveKey(pkcs8: TestKeys.pem($0.element), generation: $0.offset + 1)
    }
    #expect(try Opener(keys: keys).open(Handmade(Self.sender).packet()).generation == 2)
  }

  @Test func `a packet that is passed on to another recipient opens there, and is refused`() throws {
    // The recipient knows all of it, and seals it anew to a third person as if its author had.
    let opened = try TestSender.opener().open(Handmade(Self.sender).packet())
    var parts = try Handmade(Self.sender, recipient: TestSender.otherReceive)
    parts.message = opened.unverifiedMessage.bytes
    let signed = try Sealer(key: Self.sender.key()).sign(opened.unverifiedMessage, for: [TestSender.receive])
    for binding in [
      signed.bindings[0], RecipientBinding(salt: [UInt8](repeating: 0, count: 32), path: .init(steps: [])),
    ] {
      parts.envelope = SignatureEnvelope(jws: signed.jws, binding: binding).bytes
      let passedOn = try TestSender.opener("rsa4096-1").open(parts.packet())
      let verdict = PacketVerifier.verify(passedOn, context: Self.sender.context, history: ReplayWindow())
      #expect(verdict.findings.failedPolicies == [.meantForThisRecipient])
      #expect(verdict.disposition == .refused)
    }
  }

  /// The envelope of `parts` with its JWS signed anew over a changed header.
  private static func resigned(_ parts: Handmade, _ change: (inout JWSHeader) -> Void) throws -> [UInt8] {
    let envelope = try #require(SignatureEnvelope(bytes: parts.envelope))
    let names = SignatureHeader.names.union(["kid"])
    var header = try CompactJWS.parse(envelope.jws, allowedNames: names, detachedPayload: parts.message).header
    change(&header)
    let isCritical = header.other.first?.name == "crit"
    if isCritical { header.other = [.init("kid", .string("1"))] }
    var jws = try CompactJWS.sign(payload: parts.message, header: header, key: TestKeys.signing, detached: true)
    if isCritical {
      // Our own writer refuses to write it, so the name is put in afterwards. The signature is not looked at first.
      var pieces = jws.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      let text = String(decoding: try Base64URL.decode(pieces[0]), as: UTF8.self)
      pieces[0] = Base64URL.encode(Array(text.replacing("\"kid\":\"1\"", with: "\"crit\":[\"x\"]").utf8))
      jws = pieces.joined(separator: ".")
    }
    return SignatureEnvelope(jws: jws, binding: envelope.binding).bytes
  }

  /// The envelope of `parts` with another text for its salt.
  private static func envelope(_ parts: Handmade, salt: (String) -> String) throws -> [UInt8] {
    let envelope = try #require(SignatureEnvelope(bytes: parts.envelope))
    let text = Base64URL.encode(envelope.binding.salt)
    return Array(String(decoding: parts.envelope, as: UTF8.self).replacing(text, with: salt(text)).utf8)
  }
}
