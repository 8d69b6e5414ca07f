import Jasper

/// The bodies of a relay's routes, both ways.
enum BodyParsers {
  static func run(_ input: [UInt8]) {
    PacketParsers.run(input)
    comesBack(input, { bytes throws(JasperError) in try FetchRequest(json: bytes) }, \.json)
    comesBack(input, { bytes throws(JasperError) in try ServersBody(json: bytes) }, \.json)
    comesBack(input, { bytes throws(JasperError) in try HashesBody(json: bytes) }, \.json)
    guard let answer = read(input, { bytes throws(JasperError) in try FetchAnswer(json: bytes) }) else { return }
    for packet in answer.packets {
      precondition(packet.hash == PacketHash.of(packet.message), "a packet with another hash")
    }
  }

  /// What was read is read again from its own text, and that is a fixed point.
  private static func comesBack<Body: Equatable>(
    _ input: [UInt8], _ parse: (UnsafeRawBufferPointer) throws(JasperError) -> Body, _ json: KeyPath<Body, [UInt8]>
  ) {
    guard let body = read(input, parse) else { return }
    let text = body[keyPath: json]
    guard let again = read(text, parse) else { preconditionFailure("a \(Body.self) of ours is refused") }
    precondition(again == body && again[keyPath: json] == text, "a \(Body.self) does not come back")
  }

  private static func read<Body>(
    _ input: [UInt8], _ parse: (UnsafeRawBufferPointer) throws(JasperError) -> Body
  ) -> Body? {
    try? input.withBytes(parse)  // Refused is fine.
  }
}
