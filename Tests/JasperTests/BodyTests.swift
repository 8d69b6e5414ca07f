import Jasper
import Testing

struct BodyTests {
  private func read<Value>(
    _ text: String, _ read: (UnsafeRawBufferPointer) throws(JasperError) -> Value
  ) throws(JasperError) -> Value {
    try Array(text.utf8).withBytes(read)
  }

  @Test func `a packet is written as the protocol shows it, and read back the same`() throws {
    let packet = Packet(recipient: "a", message: "hello", signature: "b\"\\\n\u{1}\u{1F600}")
    let hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    #expect(packet.hash.text == hash)
    #expect(
      String(decoding: packet.json, as: UTF8.self)
        == #"{"recipient":"a","message":"hello","hash":"\#(hash)","signature":"b\"\\\n\u0001"# + "\u{1F600}\"}")
    #expect(try Packet(json: packet.json) == packet)
  }

  @Test func `a port is read as a number and as text, and written as text`() throws {
    let servers = try read(
      #"{"servers":[{"ip":"1.2.3.4","port":80},{"port":"8080","ip":"Relay.Example.ORG"},{"ip":"::1","port":1}]}"#
    ) {
      (bytes) throws(JasperError) in try ServersBody(json: bytes)
    }
    #expect(servers.servers.map(\.description) == ["1.2.3.4:80", "relay.example.org:8080", "[::1]:1"])
    #expect(
      String(decoding: ServersBody(servers: [servers.servers[1]]).json, as: UTF8.self)
        == #"{"servers":[{"ip":"relay.example.org","port":"8080"}]}"#)
  }

  @Test(arguments: [
    "", "host", "host:", ":80", "host:0", "host:65536", "host:-1", "::1:80", "a b:80", "a/b:80", "h:80/x", "user@h:80",
  ])
  func `what is no address is refused`(_ text: String) {
    #expect(throws: JasperError(.addressRefused, "")) { _ = try ServerAddress(text) }
  }

  @Test func `an address of a URL has no path and no other scheme`() throws {
    #expect(RelayURL("http://h:80/")?.address.description == "h:80")
    let secure = RelayURL(isSecure: true, address: try ServerAddress("[2001:db8::1]:443"))
    #expect(RelayURL("https://[2001:db8::1]:443") == secure)
    for text in [
      "ftp://h:80", "h:80", "http://h", "https://h", "http://h:80/x", "http://h:80?x", "HTTP://h:80", "http://",
    ] {
      #expect(RelayURL(text) == nil)
    }
  }

  @Test func `hashes are 64 lower-case digits, and others are passed over`() throws {
    let hash = PacketHash.of("x")
    let body =
      #"{"hashes":["\#(hash.text)","\#(hash.text.uppercased())","","zz"],"server":{"ip":"h","port":1},"more":1}"#
    let read = try read(body) { (bytes) throws(JasperError) in try HashesBody(json: bytes) }
    #expect(read.hashes == [hash] && read.server?.description == "h:1")
    #expect(PacketHash(hex: hash.text) == hash)
    #expect(PacketHash(bytes: hash.bytes) == hash)
  }

  @Test func `digests sort as their bytes do`() {
    let digests = (0..<100).map { PacketHash.of("\($0)") }
    #expect(digests.sorted().map(\.text) == digests.map(\.text).sorted())
  }

  @Test func `a bad packet in an answer is left out, and the good ones stay`() throws {
    let good = Packet(recipient: "a", message: "m", signature: "s")
    let text = String(decoding: good.json, as: UTF8.self)
    let bad = text.replacing("\"m\"", with: "\"n\"")
    let answer = try read(#"{"messages":[\#(bad),\#(text),{"recipient":7},\#(text)],"cursor":"12","more":true}"#) {
      (bytes) throws(JasperError) in try FetchAnswer(json: bytes)
    }
    #expect(answer == FetchAnswer(packets: [good, good], refused: 2, cursor: 12, hasMore: true))
    #expect(throws: JasperError.self) {
      try read(#"{"messages":[7,}"#) { (bytes) throws(JasperError) in try FetchAnswer(json: bytes) }
    }
  }

  @Test func `a fetch looks at the recipient first`() throws {
    let hash = PacketHash.of("x")
    for (text, wanted) in [
      (#"{"hashes":["\#(hash.text)"],"recipient":"r"}"#, FetchRequest.Wanted.recipient("r")),
      (#"{"hashes":["\#(hash.text)"],"recipient":""}"#, .hashes([hash])),
      (#"{"hashes":["\#(hash.text)"],"recipient":null}"#, .hashes([hash])),
    ] {
      #expect(try read(text) { (bytes) throws(JasperError) in try FetchRequest(json: bytes) }.wanted == wanted)
    }
    let request = FetchRequest(.recipient("r\""), after: 7, wait: 3)
    #expect(try request.json.withBytes { (bytes) throws(JasperError) in try FetchRequest(json: bytes) } == request)
  }
}
