import Jasper

/// A packet's JSON and the checks of a relay.
enum PacketParsers {
  static func run(_ input: [UInt8]) {
    guard let (check, json) = read(input) else { return }
    // What a relay stores is a packet again, the same one, and its own text.
    guard let (again, text) = read(json) else { preconditionFailure("a packet of ours is refused") }
    precondition(
      again.hash == check.hash && again.recipient == check.recipient && again.signature == check.signature
        && text == json, "a packet does not come back")
    do {
      let packet = try Packet(json: input)
      let stored = try Packet(json: json)
      precondition(packet == stored && packet.hash == check.hash, "two packets from one text")
      let again = try Packet(json: packet.json)
      precondition(again == packet, "a packet does not come back from its own text")
      precondition(
        Packet(recipient: packet.recipient, message: packet.message, signature: packet.signature) == packet,
        "a hash that is not the message's")
    } catch {
      preconditionFailure("a packet that passed is refused: \(error)")
    }
  }

  private static func read(_ input: [UInt8]) -> (PacketCheck, [UInt8])? {
    try? input.withBytes { (bytes) throws(JasperError) in  // Refused is fine.
      try JSONReader.read(bytes) { (reader) throws(JasperError) in
        let check = try PacketCheck(reading: &reader)
        return (check, check.json(in: reader))
      }
    }
  }
}
