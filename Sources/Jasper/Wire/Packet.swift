/// What travels over Jasper. Recipient, message and signature are opaque text to whoever carries it.
public struct Packet: Sendable, Hashable {
  /// As a rule base64 of the receive key's DER SPKI.
  public let recipient: String
  /// As a rule a JWE in compact form.
  public let message: String
  /// SHA-256 of the message's UTF-8 bytes.
  public let hash: PacketHash
  /// As a rule a JWE in compact form.
  public let signature: String

  public init(recipient: String, message: String, signature: String) {
    self.recipient = recipient
    self.message = message
    self.signature = signature
    hash = PacketHash.of(message)
  }

  /// Reads a packet and checks it as a relay does (`PacketCheck`).
  /// - Parameter json: UTF-8 JSON: `{"recipient", "message", "hash", "signature"}`.
  /// - Throws: `JasperError`: `bodyMalformed`, `bodyRefused`, `valueTooLong`, `hashWrong`, `bindingWrong`.
  public init(json: [UInt8]) throws(JasperError) {
    self = try json.withBytes { (bytes) throws(JasperError) in
      try JSONReader.read(bytes) { (reader) throws(JasperError) in
        let checked = try PacketCheck(reading: &reader)
        return checked.packet(in: reader)
      }
    }
  }

  init(recipient: String, message: String, hash: PacketHash, signature: String) {
    self.recipient = recipient
    self.message = message
    self.hash = hash
    self.signature = signature
  }

  /// UTF-8 JSON: `{"recipient", "message", "hash", "signature"}`, the body of `/send`.
  public var json: [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(recipient.utf8.count + message.utf8.count + signature.utf8.count + 160)
    output += #"{"recipient":"#.utf8
    JSONText.write(recipient, to: &output)
    output += #","message":"#.utf8
    JSONText.write(message, to: &output)
    output += #","hash":""#.utf8
    hash.write(hex: &output)
    output += #"","signature":"#.utf8
    JSONText.write(signature, to: &output)
    output.append(0x7D)
    return output
  }
}
