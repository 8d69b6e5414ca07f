import JOSE
import Jasper

/// `rcpt` and `sig` of a message's protected header: SHA-256 of the packet's recipient and of its signature, base64url.
/// Through them the packet's hash, which is over the message alone, covers all of the packet.
struct PacketDigests: Sendable, Hashable {
  static let names: Set<String> = ["rcpt", "sig"]

  let recipient: String
  let signature: String

  init(recipient: String, signature: String) {
    self.recipient = Base64URL.encode(PacketHash.of(recipient).bytes)
    self.signature = Base64URL.encode(PacketHash.of(signature).bytes)
  }

  var members: [StrictJSON.Member] { [.init("rcpt", .string(recipient)), .init("sig", .string(signature))] }

  /// Whether a header has exactly these.
  func areNamed(by header: JWEHeader) -> Bool {
    header["rcpt"]?.stringValue == recipient && header["sig"]?.stringValue == signature
  }
}
