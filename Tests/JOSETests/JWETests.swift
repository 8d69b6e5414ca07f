import GnuTLS
import Platform
import Testing

@testable import JOSE

@Suite("Compact JWE")
struct JWETests {
  private static let names: Set<String> = ["rcpt", "sig"]
  private let header: [StrictJSON.Member] = [.init("rcpt", .string("r")), .init("sig", .string("s"))]

  @Test(arguments: ["rsa2048-1", "rsa4096-1"])
  func `what was sealed to a key is opened by it`(_ name: String) throws {
    let key = try Fixtures.openingKey(name)
    for count in [0, 1, 15, 16, 17, 512, 100_000] {
      let plaintext = [UInt8](repeating: 0x5a, count: count)
      let text = try CompactJWE.seal(plaintext, to: key.publicKey, header: header)
      #expect(try CompactJWE.open(text, with: key, allowedNames: Self.names).array == plaintext)
    }
  }

  @Test func `a secret is sealed like other bytes`() throws {
    let key = try Fixtures.openingKey("rsa2048-1")
    let secret = try Secret(copying: Array("a secret".utf8))
    let text = try CompactJWE.seal(secret, to: key.publicKey)
    #expect(try CompactJWE.open(text, with: key, allowedNames: []).matches(secret))
  }

  @Test func `the parts are where RFC 7516 wants them, and no two texts share key, iv or padding`() throws {
    let key = try Fixtures.openingKey("rsa2048-1")
    let texts = try (0..<2).map { _ in try CompactJWE.seal([1, 2, 3], to: key.publicKey, header: header) }
    let parts = texts.map { $0.split(separator: ".", omittingEmptySubsequences: false).map(String.init) }
    #expect(
      try Base64URL.decode(parts[0][0]).text
        == #"{"alg":"RSA-OAEP-256","enc":"A256GCM","rcpt":"r","sig":"s"}"#)
    #expect(try parts[0].dropFirst().map { try Base64URL.decode($0).count } == [256, 12, 3, 16])
    for place in 1..<5 { #expect(parts[0][place] != parts[1][place]) }
  }

  @Test func `with given randomness only the padding of OAEP differs`() throws {
    let key = try Fixtures.openingKey("rsa2048-1")
    let parts = try (0..<2).map { _ in
      try CompactJWE.seal([1, 2, 3], to: key.publicKey, random: { $0.initializeMemory(as: UInt8.self, repeating: 7) })
        .split(separator: ".").map(String.init)
    }
    #expect(parts[0][1] != parts[1][1])
    for place in [0, 2, 3, 4] { #expect(parts[0][place] == parts[1][place]) }
    #expect(parts[0][2] == Base64URL.encode([UInt8](repeating: 7, count: 12)))
  }

  @Test func `the header is read without the key, and without looking at the other parts`() throws {
    let key = try Fixtures.openingKey("rsa2048-1")
    let text = try CompactJWE.seal([1], to: key.publicKey, header: header)
    let read = try CompactJWE.header(of: text, allowedNames: Self.names)
    #expect(read.parameters == header && read["rcpt"]?.stringValue == "r" && read["alg"] == nil)
    let cut = "\(text.prefix { $0 != "." }).!.!.!.!"
    #expect(try CompactJWE.header(of: cut, allowedNames: Self.names) == read)
    #expect(try CompactJWE.anyHeader(of: text)["sig"]?.stringValue == "s")
  }

  @Test(
    arguments: [
      (#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#, JOSEError.Code.algorithmRefused),
      (#"{"alg":"RSA1_5","enc":"A256GCM"}"#, .algorithmRefused), (#"{"alg":"dir","enc":"A256GCM"}"#, .algorithmRefused),
      (#"{"alg":"RSA-OAEP-256","enc":"A128GCM"}"#, .algorithmRefused),
      (#"{"alg":"RSA-OAEP-256","enc":"A256CBC-HS512"}"#, .algorithmRefused),
      (#"{"alg":"RSA-OAEP-256"}"#, .malformed), (#"{"enc":"A256GCM"}"#, .malformed), ("{}", .malformed),
      ("", .malformed),
      (#"{"alg":"RSA-OAEP-256","enc":"A256GCM","enc":"A256GCM"}"#, .malformed), ("[]", .malformed),
      (#"{"alg":"RSA-OAEP-256","enc":"A256GCM","zip":"DEF"}"#, .headerRefused),
      (#"{"alg":"RSA-OAEP-256","enc":"A256GCM","crit":["rcpt"]}"#, .headerRefused),
      (#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"x"}"#, .headerRefused),
      (#"{"alg":"RSA-OAEP-256","enc":"A256GCM","jwk":{}}"#, .headerRefused),
    ])
  func `a header that is not allowed is refused by name, and opening it fails like anything else`(
    _ json: String, _ code: JOSEError.Code
  ) throws {
    let text = "\(Base64URL.encode(Array(json.utf8))).AA.AA.AA.AA"
    let error = #expect(throws: JOSEError.self) {
      try CompactJWE.header(of: text, allowedNames: ["rcpt", "zip", "crit", "jwk"])
    }
    #expect(error?.kind == code)
    let key = try Fixtures.openingKey("rsa2048-1")
    #expect(throws: JOSEError(.decryptionFailed, "")) {
      try CompactJWE.open(text, with: key, allowedNames: ["rcpt", "zip", "crit", "jwk"])
    }
  }

  @Test(arguments: ["", "a", "a.b.c", "e30.AA.AA.AA", "e30.AA.AA.AA.AA.AA", "....", "e30=.AA.AA.AA.AA"])
  func `what is no JWE has no header`(_ text: String) {
    #expect(throws: JOSEError(.malformed, "")) { try CompactJWE.header(of: text, allowedNames: []) }
    #expect(throws: JOSEError(.malformed, "")) { _ = try CompactJWE.anyHeader(of: text) }
  }

  @Test(arguments: ["alg", "enc", "zip", "crit", "x5u", "rcpt"])
  func `a header that no reader of ours takes is not written`(_ name: String) throws {
    let key = try Fixtures.openingKey("rsa2048-1")
    #expect(throws: JOSEError(.headerRefused, "")) {
      try CompactJWE.seal([1], to: key.publicKey, header: header + [.init(name, .string("x"))])
    }
  }

  @Test func `when there is no randomness nothing is sealed or opened`() throws {
    let key = try Fixtures.openingKey("rsa2048-1")
    let none: CompactJWE.Randomness = { (_) throws(GnuTLSError) in _ = try PublicKey(spki: []) }
    #expect(throws: JOSEError(.libraryFailed, "")) { try CompactJWE.seal([1], to: key.publicKey, random: none) }
    let text = try CompactJWE.seal([1], to: key.publicKey)
    #expect(throws: JOSEError(.libraryFailed, "")) {
      try CompactJWE.open(text, with: key, allowedNames: [], random: none)
    }
  }
}
