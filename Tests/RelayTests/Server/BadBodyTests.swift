import Jasper
import Testing

@testable import Relay

struct BadBodyTests {
  private static let hash = PacketHash.of("m").text

  @Test func `whatever is wrong with a body is told in one form with a fitting status`() async throws {
    let relay = try await RunningRelay()
    let hash = Self.hash
    let long = String(repeating: "x", count: 20_000)
    let cases: [(String, String, Int, String)] = [
      ("/send", "", 400, "bodyMalformed"),
      ("/send", "{not json", 400, "bodyMalformed"),
      ("/send", "[]", 400, "bodyRefused"),
      ("/send", "{}", 400, "bodyRefused"),
      ("/send", "{} {}", 400, "bodyRefused"),
      ("/send", #"{"recipient":7,"message":"m","hash":"\#(hash)","signature":"s"}"#, 400, "bodyRefused"),
      ("/send", #"{"recipient":null,"message":"m","hash":"\#(hash)","signature":"s"}"#, 400, "bodyRefused"),
      ("/send", #"{"recipient":"","message":"m","hash":"\#(hash)","signature":"s"}"#, 400, "bodyRefused"),
      ("/send", #"{"recipient":"r","message":["m"],"hash":"\#(hash)","signature":"s"}"#, 400, "bodyRefused"),
      ("/send", #"{"recipient":"r","message":"m","hash":"\#(hash)"}"#, 400, "bodyRefused"),
      ("/send", #"{"recipient":"r","message":"m","hash":"\#(hash)","signature":{}}"#, 400, "bodyRefused"),
      (
        "/send", #"{"recipient":"r","recipient":"r","message":"m","hash":"\#(hash)","signature":"s"}"#, 400,
        "bodyRefused"
      ),
      ("/send", #"{"recipient":"r","message":"n","hash":"\#(hash)","signature":"s"}"#, 400, "hashWrong"),
      ("/send", #"{"recipient":"r","message":"m","hash":"\#(hash.uppercased())","signature":"s"}"#, 400, "hashWrong"),
      ("/send", #"{"recipient":"r","message":"m","hash":"","signature":"s"}"#, 400, "hashWrong"),
      ("/send", #"{"recipient":"\#(long)","message":"m","hash":"\#(hash)","signature":"s"}"#, 413, "valueTooLong"),
      ("/send", #"{"recipient":"r","message":"\ud800","hash":"\#(hash)","signature":"s"}"#, 400, "bodyMalformed"),
      ("/send", #"{"x":\#(String(repeating: "[", count: 100_000))"#, 400, "bodyMalformed"),
      ("/fetch", "", 400, "bodyMalformed"),
      ("/fetch", "{}", 400, "bodyRefused"),
      ("/fetch", #"{"recipient":7}"#, 400, "bodyRefused"),
      ("/fetch", #"{"hashes":"x"}"#, 400, "bodyRefused"),
      ("/fetch", #"{"hashes":[7]}"#, 400, "bodyRefused"),
      ("/fetch", #"{"recipient":"r","wait":"soon"}"#, 400, "bodyRefused"),
      ("/fetch", #"{"recipient":"r","after":-1}"#, 400, "bodyRefused"),
      ("/fetch", #"{"recipient":"r","after":"x"}"#, 400, "bodyRefused"),
      ("/sync/hashes", "{}", 400, "bodyRefused"),
      ("/sync/hashes", #"{"hashes":[null]}"#, 400, "bodyRefused"),
      ("/sync/hashes", #"{"hashes":[],"server":7}"#, 400, "bodyRefused"),
      ("/sync/servers", "{}", 400, "bodyRefused"),
      ("/sync/servers", #"{"servers":{}}"#, 400, "bodyRefused"),
      ("/sync/servers", #"{"servers":[{"ip":"1.2.3.4"}]}"#, 400, "bodyRefused"),
      ("/sync/servers", #"{"servers":[{"ip":"1.2.3.4","port":true}]}"#, 400, "bodyRefused"),
      ("/sync/servers", #"{"servers":[{"ip":1,"port":1}]}"#, 400, "bodyRefused"),
      ("/signet/reconcile", "x", 400, "versionUnsupported"),
      ("/nothing", "{}", 404, "routeNotFound"),
      ("/send/", "{}", 404, "routeNotFound"),
      ("/status", "{}", 405, "methodNotAllowed"),
    ]
    for (path, body, status, code) in cases {
      let answer = try await relay.post(path, body)
      #expect(answer.status == status, "\(path) \(body.prefix(100))")
      #expect(
        answer.body.hasPrefix(#"{"error":{"code":"\#(code)","reason":""#), "\(path) \(body.prefix(100)): \(answer.body)"
      )
    }
    #expect(try await relay.get("/send").status == 405)
    // Not through our client, which stops at an answer that comes before its request is out.
    for (path, size) in [("/send", 1 << 20 + 1), ("/send", 10 << 20), ("/sync/hashes", 10 << 20)] {
      let head = "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\n\r\n"
      let answer = try await relay.raw(Array(head.utf8) + [UInt8](repeating: 0x78, count: size))
      #expect(
        answer.hasPrefix("HTTP/1.1 413") && answer.contains(#"{"error":{"code":"bodyTooLarge""#), "\(path) \(size)")
    }
    #expect(relay.server.database.hashes.isEmpty)
    await relay.stop()
  }

  @Test func `what the protocol does not forbid is taken`() async throws {
    let relay = try await RunningRelay()
    let hash = Self.hash
    for body in [
      #"{"recipient":"r","message":"m","hash":"\#(hash)","signature":"s"}"#,
      #" { "signature" : "s", "hash" : "\#(hash)", "extra" : [1, {"x": null}], "message" : "\u006d", "recipient" : "r2" } "#,
      #"{"recipient":"r3","message":"","hash":"\#(PacketHash.of("").text)","signature":""}"#,
    ] {
      let answer = try await relay.post("/send", body)
      #expect(answer.status == 200 && answer.body == "{}")
    }
    for body in [
      #"{"servers":[]}"#, #"{"servers":[{"ip":"relay.example.org","port":8080},{"ip":"2001:4860::1","port":"1"}]}"#,
      #"{"servers":[{"ip":"no host!","port":"x"},{"ip":"","port":0},{"ip":"a","port":99999999999}]}"#,
    ] {
      let answer = try await relay.post("/sync/servers", body)
      #expect(answer.status == 200 && answer.body == #"{"servers":[]}"#)
    }
    await relay.stop()
  }

  @Test func `garbage, long heads and halves of requests are answered or closed, and hinder nobody`() async throws {
    let relay = try await RunningRelay {
      $0.limits.bodySeconds = 1
      $0.limits.headSeconds = 1
    }
    let cases: [(String, String)] = [
      ("\u{0}\u{1}garbage\r\n\r\n", "HTTP/1.1 400"),
      ("GET /status HTTP/1.1\r\nX: \(String(repeating: "x", count: 40_000))\r\n\r\n", "HTTP/1.1 431"),
      ("GET /status HTTP/1.1\r\n\(String(repeating: "A: b\r\n", count: 2000))\r\n", "HTTP/1.1 431"),
      ("POST /send HTTP/1.1\r\nContent-Length: 100\r\n\r\n{", "HTTP/1.1 408"),
      ("POST /send HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n{", "HTTP/1.1 413"),
      ("POST /send HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", "HTTP/1.1 100"),
      ("GET /sta", ""),
    ]
    for (text, start) in cases {
      let answer = try await relay.raw(Array(text.utf8))
      #expect(answer.hasPrefix(start), "\(text.prefix(60)): \(answer.prefix(60))")
    }
    let chunks =
      "POST /send HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      + String(repeating: "10000\r\n\(String(repeating: "x", count: 65_536))\r\n", count: 20) + "0\r\n\r\n"
    #expect(try await relay.raw(Array(chunks.utf8)).hasPrefix("HTTP/1.1 413"))
    #expect(try await relay.get("/status").status == 200)
    await relay.stop()
  }
}
