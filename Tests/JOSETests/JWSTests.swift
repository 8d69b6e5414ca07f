import GnuTLS
import JOSE
import Platform
import Testing

@Suite("Compact JWS")
struct JWSTests {
  private static let names: Set<String> = ["typ", "jti", "x5c", "x5t#S256", "root"]
  private let payload = Array(#"{"type":"MESSAGE","content":"hällo"}"#.utf8)

  private func header(_ alg: JWSAlgorithm = .ps256) -> JWSHeader {
    JWSHeader(
      alg: alg, typ: "signet-packet", jti: "AAECAwQFBgcICQoLDA0ODw", x5c: [[0x30, 1, 2], [0x30]],
      x5tS256: [UInt8](repeating: 1, count: 32), root: [UInt8](repeating: 0xff, count: 32))
  }

  /// The base64url text of `json` as a header, in front of a payload and a signature that nobody gets to.
  private func text(header json: String) -> String { "\(Base64URL.encode(Array(json.utf8))).AA.AA" }

  @Test(arguments: JWSAlgorithm.allCases, [false, true])
  func `a signature comes back with its header and is valid for its key`(_ alg: JWSAlgorithm, detached: Bool) throws {
    let key = try Fixtures.signingKey("rsa2048-1")
    let text = try CompactJWS.sign(payload: payload, header: header(alg), key: key, detached: detached)
    #expect(text.contains("..") == detached)
    let jws = try CompactJWS.parse(text, allowedNames: Self.names, detachedPayload: detached ? payload : nil)
    #expect(jws.header == header(alg))
    #expect(try jws.verify(with: key.publicKey) == payload)
  }

  @Test(arguments: JWSAlgorithm.allCases, ["rsa2048-1", "rsa4096-1"])
  func `a key signs by BoringSSL what GnuTLS finds valid, and anew each time where there is a salt`(
    _ alg: JWSAlgorithm, name: String
  ) throws {
    let key = try Fixtures.signingKey(name)
    let signer = try SoftwareSigner(key)
    #expect(signer.publicKey == key.publicKey)
    let texts = try (0..<2).map { _ in
      try CompactJWS.sign(payload: payload, header: header(alg), key: signer, detached: true)
    }
    for text in texts {
      let jws = try CompactJWS.parse(text, allowedNames: Self.names, detachedPayload: payload)
      #expect(try jws.verify(with: key.publicKey) == payload)
    }
    #expect((texts[0] == texts[1]) == (alg == .rs256))
  }

  @Test func `another key, another payload or another algorithm makes it invalid`() throws {
    let key = try Fixtures.signingKey("rsa2048-1")
    let text = try CompactJWS.sign(payload: payload, header: header(), key: key, detached: true)
    let other = try Fixtures.signingKey("rsa4096-1").publicKey
    let jws = try CompactJWS.parse(text, allowedNames: Self.names, detachedPayload: payload)
    #expect(throws: JOSEError(.signatureInvalid, "")) { try jws.verify(with: other) }
    let changed = try CompactJWS.parse(text, allowedNames: Self.names, detachedPayload: payload + [0x20])
    #expect(throws: JOSEError(.signatureInvalid, "")) { try changed.verify(with: key.publicKey) }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let wrong = try CompactJWS.sign(payload: payload, header: header(.rs256), key: key, detached: true)
    let swapped = "\(wrong.prefix { $0 != "." })..\(parts[2])"
    let confused = try CompactJWS.parse(swapped, allowedNames: Self.names, detachedPayload: payload)
    #expect(throws: JOSEError(.signatureInvalid, "")) { try confused.verify(with: key.publicKey) }
  }

  @Test func `the payload is either inside or detached, never both`() throws {
    let key = try Fixtures.signingKey("rsa2048-1")
    let inside = try CompactJWS.sign(payload: payload, header: header(), key: key)
    #expect(throws: JOSEError(.malformed, "")) {
      try CompactJWS.parse(inside, allowedNames: Self.names, detachedPayload: payload)
    }
    let detached = try CompactJWS.sign(payload: payload, header: header(), key: key, detached: true)
    let empty = try CompactJWS.parse(detached, allowedNames: Self.names)
    #expect(empty.unverifiedPayload.isEmpty)
    #expect(throws: JOSEError(.signatureInvalid, "")) { try empty.verify(with: key.publicKey) }
  }

  @Test(arguments: ["crit", "zip", "b64", "jku", "x5u", "jwk"])
  func `what is never allowed is refused even when the caller allows it, and is never written`(_ name: String) throws {
    let text = text(header: #"{"alg":"PS256","\#(name)":["exp"]}"#)
    let error = #expect(throws: JOSEError.self) { try CompactJWS.parse(text, allowedNames: [name]) }
    #expect(error?.kind == .headerRefused)
    let key = try Fixtures.signingKey("rsa2048-1")
    let header = JWSHeader(alg: .ps256, other: [.init(name, .array([]))])
    #expect(throws: JOSEError(.headerRefused, "")) { try CompactJWS.sign(payload: [], header: header, key: key) }
  }

  @Test(arguments: ["kid", "typ", "enc", "Alg", "x5t", "cty", "", "root ", "\u{1b}[2J", "\u{212a}"])
  func `a name that the caller did not allow is refused`(_ name: String) {
    let json = StrictJSON.object([.init("alg", .string("PS256")), .init(name, .string("x"))]).serialise().text
    let error = #expect(throws: JOSEError.self) {
      try CompactJWS.parse(text(header: json), allowedNames: ["jti", "K"])
    }
    #expect(error?.kind == .headerRefused)
    #expect(error?.reason.contains("\u{1b}") == false)
  }

  @Test(arguments: ["none", "HS256", "PS384", "PS512", "RS384", "RS512", "ES256", "EdDSA", "ps256", "PS256 ", ""])
  func `every other algorithm is refused`(_ name: String) {
    let error = #expect(throws: JOSEError.self) {
      try CompactJWS.parse(text(header: #"{"alg":"\#(name)"}"#), allowedNames: [])
    }
    #expect(error?.kind == .algorithmRefused)
  }

  @Test(
    arguments: [
      "", "{", "[]", "null", "\"alg\"", "{}", #"{"typ":"x"}"#, #"{"alg":1}"#, #"{"alg":null}"#, #"{"alg":["PS256"]}"#,
      #"{"alg":"PS256","alg":"PS256"}"#, #"{"alg":"PS256","\u0061lg":"none"}"#, #"{"alg":"PS256"} x"#,
      #"{"alg":"PS256","typ":1}"#, #"{"alg":"PS256","jti":{}}"#, #"{"alg":"PS256","x5c":"AA=="}"#,
      #"{"alg":"PS256","x5c":[]}"#, #"{"alg":"PS256","x5c":[1]}"#, #"{"alg":"PS256","x5c":["AA"]}"#,
      #"{"alg":"PS256","x5t#S256":"AA"}"#, #"{"alg":"PS256","root":""}"#,
      #"{"alg":"PS256","root":"\#(String(repeating: "A", count: 43))="}"#,
    ])
  func `a header that is not what it should be is malformed`(_ json: String) {
    let error = #expect(throws: JOSEError.self) {
      try CompactJWS.parse(text(header: json), allowedNames: Self.names)
    }
    #expect(error?.kind == .malformed)
  }

  @Test(
    arguments: [
      "", ".", "..", "...", "a.b", "a.b.c.d", "eyJhbGciOiJQUzI1NiJ9", "eyJhbGciOiJQUzI1NiJ9.AA",
      " eyJhbGciOiJQUzI1NiJ9.AA.AA",
      "eyJhbGciOiJQUzI1NiJ9.AA.AA ", "eyJhbGciOiJQUzI1NiJ9.AA.AA\n", "eyJhbGciOiJQUzI1NiJ9.AB.AA",
      "eyJhbGciOiJQUzI1NiJ9.AA.A",
      "eyJhbGciOiJQUzI1NiJ9=.AA.AA", "eyJhbGciOiJQUzI1NiJ9.AA==.AA", "eyJhbGciOiJQUzI1NiJ9.AA.AA.",
      ".eyJhbGciOiJQUzI1NiJ9.AA.AA",
    ])
  func `a text of another shape is malformed`(_ text: String) {
    let error = #expect(throws: JOSEError.self) { try CompactJWS.parse(text, allowedNames: []) }
    #expect(error?.kind == .malformed)
  }

  @Test func `parameters of the caller's own are written, read and signed`() throws {
    let key = try Fixtures.signingKey("rsa2048-1")
    let header = JWSHeader(alg: .ps256, other: [.init("generation", .integer(3)), .init("kid", .string("k"))])
    let text = try CompactJWS.sign(payload: payload, header: header, key: key)
    let jws = try CompactJWS.parse(text, allowedNames: ["generation", "kid"])
    #expect(jws.header == header)
    try jws.verify(with: key.publicKey)
    let twice = JWSHeader(alg: .ps256, typ: "x", other: [.init("typ", .string("y"))])
    #expect(throws: JOSEError(.headerRefused, "")) { try CompactJWS.sign(payload: [], header: twice, key: key) }
  }

  @Test(arguments: [false, true])
  func `no change of one bit gets through`(detached: Bool) throws {
    let key = try Fixtures.signingKey("rsa2048-1")
    let text = Array(try CompactJWS.sign(payload: payload, header: header(), key: key, detached: detached).utf8)
    let firstDot = try #require(text.firstIndex(of: UInt8(ascii: ".")))
    for place in text.indices {
      for bit in 0..<8 {
        var changed = text
        changed[place] ^= 1 << bit
        let error = #expect(throws: JOSEError.self, "bit \(bit) of byte \(place)") {
          let jws = try CompactJWS.parse(
            changed.text, allowedNames: Self.names, detachedPayload: detached ? payload : nil)
          try jws.verify(with: key.publicKey)
        }
        // In the header a change can make another name or another algorithm as well.
        if place > firstDot { #expect(error?.kind == .signatureInvalid || error?.kind == .malformed) }
      }
    }
  }
}
