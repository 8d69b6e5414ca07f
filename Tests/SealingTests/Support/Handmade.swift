import GnuTLS
import JOSE
import Jasper

@testable import Sealing

/// A packet put together by hand from its parts, so that a test can get any one of them wrong.
struct Handmade {
  var message: [UInt8]
  var recipient: RecipientKey
  var envelope: [UInt8]
  var rcpt: String?
  var sig: String?
  var messageExtra: [StrictJSON.Member] = []
  var signatureExtra: [StrictJSON.Member] = []
  var padsMessage = true
  var padsSignature = true

  init(_ sender: TestSender, _ message: MessageObject? = nil, recipient: RecipientKey = TestSender.receive) throws {
    let object = try message ?? sender.message()
    let signed = try Sealer(key: sender.key()).sign(object, for: [recipient])
    self.message = object.bytes
    self.recipient = recipient
    envelope = SignatureEnvelope(jws: signed.jws, binding: signed.bindings[0]).bytes
  }

  func packet() throws -> Packet {
    let signature = try CompactJWE.seal(
      padsSignature ? Self.padded(envelope) : envelope, to: recipient.encryption, header: signatureExtra)
    let digests = PacketDigests(recipient: recipient.text, signature: signature)
    let header: [StrictJSON.Member] = [
      .init("rcpt", .string(rcpt ?? digests.recipient)), .init("sig", .string(sig ?? digests.signature)),
    ]
    let sealed = try CompactJWE.seal(
      padsMessage ? Self.padded(message) : message, to: recipient.encryption, header: header + messageExtra)
    return Packet(recipient: recipient.text, message: sealed, signature: signature)
  }

  /// To the size class whatever the text is.
  static func padded(_ text: [UInt8]) -> [UInt8] {
    let size = SizeClass.size(for: text.count) ?? text.count
    return text + [UInt8](repeating: UInt8(ascii: " "), count: size - text.count)
  }
}
