import DaemonAPI
import GnuTLS
import JOSE
import Jasper
import Platform
import Sealing

/// What anybody can see of a packet, without any key.
enum PacketInspection {
  static func outline(of body: PacketBody) -> PacketOutline {
    let hash = PacketHash.of(body.message).text
    let recipient = try? RecipientKey(body.recipient)  // a card's address is no key
    return PacketOutline(
      hash: hash, hashMatches: hash == body.hash.lowercased(),
      recipientKey: recipient.map { Hex.text(of: $0.publicKey.sha256) }, message: sealed(body.message),
      signature: sealed(body.signature), binds: binds(body),
      bytes: Packet(recipient: body.recipient, message: body.message, signature: body.signature).json.count)
  }

  private static func sealed(_ text: String) -> SealedOutline {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let form = parts.count == 5 ? "JWE" : parts.count == 3 ? "JWS" : "opaque"
    guard form != "opaque", let first = parts.first, let header = header(first) else {
      return SealedOutline(form: "opaque", characters: text.utf8.count)
    }
    return SealedOutline(
      form: form, algorithm: header["alg"]?.stringValue, encryption: header["enc"]?.stringValue,
      // Base64url of the ciphertext, which is as long as what was padded.
      sizeClass: form == "JWE" ? parts[3].count * 3 / 4 : nil, characters: text.utf8.count)
  }

  private static func header(_ part: Substring.UTF8View) -> StrictJSON? {
    // What is no header makes the part opaque: this only looks, it decides nothing.
    try? StrictJSON.parse(Base64URL.decode(String(Substring(part))), limits: .init(bytes: 64 << 10, depth: 8))
  }

  private static func binds(_ body: PacketBody) -> Bool {
    guard let first = body.message.utf8.split(separator: UInt8(ascii: ".")).first, let header = header(first) else {
      return false
    }
    func digest(_ text: String) -> String { Base64URL.encode(Digest.sha256.hash(Array(text.utf8))) }
    return header["rcpt"]?.stringValue == digest(body.recipient)
      && header["sig"]?.stringValue == digest(body.signature)
  }
}
