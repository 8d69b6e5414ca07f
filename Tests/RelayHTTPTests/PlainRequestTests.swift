import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Relay

/// The reader of plain requests must not be seen: whatever comes, in whatever pieces, a connection answers as with the
/// decoder alone.
struct PlainRequestTests {
  static let plain =
    "POST /echo HTTP/1.1\r\nHost: relay\r\nContent-Length: 5\r\nContent-Type: application/json\r\n\r\nhello"
  static let other = plain.replacing("hello", with: "there")

  static let requests: [String] = [
    plain,
    plain + other,
    plain + other + plain,
    plain + "GET /echo HTTP/1.1\r\n\r\n" + plain,
    plain.replacing("/echo", with: "/echo?a=b"),
    plain.replacing("/echo", with: "/nowhere"),
    plain.replacing("Content-Length", with: "content-LENGTH"),
    plain.replacing("Content-Length: 5", with: "Content-Length:5"),
    plain.replacing("Content-Length: 5", with: "Content-Length: 5 "),
    plain.replacing("Content-Length: 5", with: "Content-Length: 0"),
    plain.replacing("Content-Length: 5", with: "Content-Length: 1001"),
    plain.replacing("Content-Length: 5", with: "Content-Length: -1"),
    plain.replacing("Content-Length: 5", with: "Content-Length: 99999999999999999999"),
    plain.replacing("Content-Length: 5", with: "Content-Length: 5\r\nContent-Length: 5"),
    plain.replacing("Content-Length: 5", with: "Content-Length: 5\r\nContent-Length: 6"),
    plain.replacing("Content-Length: 5\r\n", with: ""),
    plain.replacing("Content-Length: 5", with: "Content-Length: 5\r\nTransfer-Encoding: chunked"),
    plain.replacing("Content-Length: 5", with: "Transfer-Encoding: chunked").replacing(
      "hello", with: "2\r\nhe\r\n0\r\n\r\n"),
    plain.replacing("Host: relay", with: "Expect: 100-continue") + other,
    plain.replacing("Host: relay", with: "Connection: close") + other,
    plain.replacing("Host: relay", with: "Signet-Relay: a b\r\nSignet-Instance: 01"),
    plain.replacing("Host: relay", with: "Signet-Relay: a\r\nSignet-Relay: b"),
    plain.replacing("Host: relay", with: "Host relay"),
    plain.replacing("Host: relay", with: " folded"),
    plain.replacing("Host: relay", with: "Host: \u{1}"),
    plain.replacing("Host: relay", with: "X: " + String(repeating: "x", count: 2000)),
    plain.replacing("Host: relay", with: (0..<40).map { "x\($0): y" }.joined(separator: "\r\n")),
    plain.replacing("Host: relay", with: (0..<80).map { "x\($0): y" }.joined(separator: "\r\n")),
    plain.replacing("HTTP/1.1", with: "HTTP/1.0") + other,
    plain.replacing("POST", with: "PUT"),
    plain.replacing("\r\n", with: "\n"),
    "hello\r\n\r\n",
    "POST /echo HTTP/1.1\r\n\r\n",
    "POST /echo HTTP/1.1\r\nContent-Length: 5\r\n\r\nhel",
  ]

  @Test(arguments: requests)
  func `a request is answered alike with the reader and without it, wherever it is cut`(_ text: String) throws {
    let bytes = Array(text.utf8)
    for cut in 0..<bytes.count {
      let pieces = [bytes[..<cut], bytes[cut...]].filter { !$0.isEmpty }
      let with = try Self.answers(to: pieces, reading: true)
      let without = try Self.answers(to: pieces, reading: false)
      try #require(with == without, "cut at \(cut)")
    }
    let single = bytes.indices.map { bytes[$0...$0] }
    let (with, without) = try (Self.answers(to: single, reading: true), Self.answers(to: single, reading: false))
    #expect(with == without)
  }

  @Test func `requests with a byte changed, lost or doubled are answered alike`() throws {
    let whole = Array((Self.plain + Self.other).utf8)
    for place in whole.indices {
      let byte = whole[place]
      let others: [UInt8] = [0x00, 0x09, 0x0A, 0x0D, 0x20, 0x2C, 0x3A, 0x7F, 0x80, 0xFF, byte ^ 0x20, byte &+ 1]
      for other in others.map({ [$0] }) + [[], [byte, byte]] {
        var bytes = whole
        bytes.replaceSubrange(place...place, with: other)
        let with = try Self.answers(to: [bytes[...]], reading: true)
        let without = try Self.answers(to: [bytes[...]], reading: false)
        try #require(with == without, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
      }
    }
  }

  @Test func `a plain request is read without the decoder`() throws {
    let text = Self.plain.replacing("Host: relay", with: "Signet-Relay: a b\r\nsignet-instance: 01")
    let found = try #require(Array(text.utf8).withUnsafeBytes { RequestHead.plain(in: $0) })
    #expect(found.length == text.utf8.count - 5)
    #expect(
      found.head
        == RequestHead(
          method: .POST, path: "/echo", version: .http1_1, isKeepAlive: true, contentLength: 5, expectsContinue: false,
          announcedServer: "a b", instance: "01"))
  }

  /// All that a connection answers to these pieces, and whether it is still open.
  private static func answers(to pieces: [ArraySlice<UInt8>], reading: Bool) throws -> String {
    let channel = EmbeddedChannel()
    let late = LateRoutes()
    late.set(
      RouteTable(
        [
          Route(
            method: .POST, path: "/echo", bodyLimit: 1000,
            answering: { request, _, done in
              let told = [request.head.announcedServer, request.head.instance].map { $0 ?? "-" }.joined(separator: ",")
              done(.success(.json(Array("\(told):".utf8) + Array(request.body.readableBytesView))))
            })
        ], metrics: RelayMetrics()))
    let registry = ConnectionRegistry(limit: 10, bodyLimit: 1 << 20)
    let connection = ConnectionHandler(
      routes: late, registry: registry, entry: registry.add(channel), limits: ConnectionLimits())
    let pipeline = channel.pipeline.syncOperations
    if reading { try pipeline.addHandler(PlainRequestReader(for: connection)) }
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderFieldCount = 64
    try pipeline.addHandler(
      ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)))
    try pipeline.addHandler(connection)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    for piece in pieces where channel.isActive {
      // What the handlers say against it shows in the answer.
      _ = try? channel.writeInbound(ByteBuffer(bytes: piece))
    }
    var answer = ""
    while let part = try channel.readOutbound(as: ByteBuffer.self) { answer += String(buffer: part) }
    defer { _ = try? channel.finish(acceptAlreadyClosed: true) }  // it is over either way
    return "\(answer)\(channel.isActive ? "open" : "closed")"
  }
}
