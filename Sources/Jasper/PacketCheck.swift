/// A packet in the making of a body: every check that a relay makes, without a copy of its texts.
///
/// Members that the protocol does not name are passed over. A member twice is refused, and so is a null.
public struct PacketCheck: Sendable {
  /// SHA-256 of the message: the packet's name.
  public let hash: PacketHash
  /// SHA-256 of the recipient, by which packets are looked up.
  public let recipient: SHA256Digest
  /// SHA-256 of the signature. With the recipient's it tells apart packets that share a message.
  public let signature: SHA256Digest
  private let recipientText: JSONToken
  private let messageText: JSONToken
  private let signatureText: JSONToken

  /// Reads an object from `reader` and checks it.
  /// - Throws: `JasperError`: `bodyMalformed`, `bodyRefused`, `valueTooLong`, `hashWrong`, `bindingWrong`.
  public init(reading reader: inout JSONReader) throws(JasperError) {
    var recipient: JSONToken?
    var message: JSONToken?
    var told: JSONToken?
    var signature: JSONToken?
    try reader.object { (reader, name) throws(JasperError) in
      if reader.isEqual(name, "recipient") {
        recipient = try reader.string("recipient", limit: PacketLimits.recipient)
      } else if reader.isEqual(name, "message") {
        message = try reader.string("message", limit: PacketLimits.body)
      } else if reader.isEqual(name, "hash") {
        told = try reader.string("hash", limit: 1024)
      } else if reader.isEqual(name, "signature") {
        signature = try reader.string("signature", limit: PacketLimits.body)
      } else {
        try reader.skip()
      }
    }
    guard let recipient, let message, let told, let signature else {
      throw JasperError(
        .bodyRefused, "a packet has recipient, message, hash and signature, and one of them is missing")
    }
    guard recipient.end > recipient.start else { throw JasperError(.bodyRefused, "recipient is empty") }
    (recipientText, messageText, signatureText) = (recipient, message, signature)
    hash = reader.withText(message) { SHA256Digest(hashing: $0) }
    self.recipient = reader.withText(recipient) { SHA256Digest(hashing: $0) }
    self.signature = reader.withText(signature) { SHA256Digest(hashing: $0) }
    guard reader.withText(told, { PacketHash(hex: $0) }) == hash else {
      throw JasperError(
        .hashWrong, "hash is not the SHA-256 of message",
        hint: "64 lower-case hexadecimal digits over the UTF-8 bytes of the text")
    }
    try check(reader.withText(message) { PacketBinding(message: $0) })
  }

  /// The packet's JSON with its four members in the protocol's order.
  /// - Parameter reader: the one that this was read from.
  public func json(in reader: JSONReader) -> [UInt8] {
    let (recipient, message) = (reader.raw(recipientText), reader.raw(messageText))
    let signature = reader.raw(signatureText)
    var output: [UInt8] = []
    output.reserveCapacity(recipient.count + message.count + signature.count + 128)
    output += #"{"recipient":""#.utf8
    output += recipient
    output += #"","message":""#.utf8
    output += message
    output += #"","hash":""#.utf8
    hash.write(hex: &output)
    output += #"","signature":""#.utf8
    output += signature
    output += #""}"#.utf8
    return output
  }

  /// - Parameter reader: the one that this was read from.
  public func packet(in reader: JSONReader) -> Packet {
    Packet(
      recipient: reader.text(recipientText), message: reader.text(messageText), hash: hash,
      signature: reader.text(signatureText))
  }

  /// What the message itself says about the rest of its packet must be so: then nobody can put a true message under
  /// another recipient or another signature, and `hash` covers the whole packet.
  private func check(_ binding: PacketBinding) throws(JasperError) {
    if let told = binding.recipient, told != recipient {
      throw JasperError(.bindingWrong, "the message is sealed for another recipient: rcpt of its header differs")
    }
    if let told = binding.signature, told != signature {
      throw JasperError(.bindingWrong, "the message goes with another signature: sig of its header differs")
    }
  }
}
