import GnuTLS
import Platform
import Testing

@testable import JOSE

/// Another implementation, both ways: <https://pypi.org/project/joserfc/>.
@Suite("joserfc")
struct JoserfcTests {
  private static let vectors = Result { try Fixtures.json("jose/from-joserfc.json") }

  @Test func `what joserfc signed is valid`() throws {
    let vectors = try #require(Self.vectors.get()["jws"]?.elements)
    #expect(vectors.count >= 8)
    for vector in vectors {
      let payload = try vector.bytes("payload")
      let names = try vector.names()
      let isDetached = vector["detached"]?.boolValue == true
      let jws = try CompactJWS.parse(
        vector.text("text"), allowedNames: names, detachedPayload: isDetached ? payload : nil)
      #expect(try jws.verify(with: Fixtures.signingKey(vector.text("key")).publicKey) == payload)
      #expect(throws: JOSEError(.signatureInvalid, "")) {
        try jws.verify(with: Fixtures.signingKey("rsa4096-6").publicKey)
      }
    }
  }

  @Test func `what joserfc sealed is opened`() throws {
    let vectors = try #require(Self.vectors.get()["jwe"]?.elements)
    #expect(vectors.count >= 6)
    for vector in vectors {
      let names = try vector.names()
      let key = try Fixtures.openingKey(vector.text("key"))
      let opened = try CompactJWE.open(vector.text("text"), with: key, allowedNames: names)
      #expect(try opened.array == vector.bytes("plaintext"))
      let other = try Fixtures.openingKey("rsa4096-6")
      #expect(throws: JOSEError(.decryptionFailed, "")) {
        try CompactJWE.open(vector.text("text"), with: other, allowedNames: names)
      }
    }
  }

  @Test func `what joserfc sealed by other algorithms is refused`() throws {
    let vectors = try #require(Self.vectors.get()["refused"]?.elements)
    #expect(vectors.count == 8)
    for vector in vectors {
      let (text, code) = (try vector.text("text"), try vector.text("code"))
      let error = #expect(throws: JOSEError.self) {
        if text.split(separator: ".").count == 3 {
          _ = try CompactJWS.parse(text, allowedNames: [])
        } else {
          _ = try CompactJWE.header(of: text, allowedNames: [])
        }
      }
      #expect(error?.code == code, "\(text)")
    }
  }

  @Test(.enabled(if: Joserfc.python != nil, "skipped: no python3 with joserfc (`make vectors` makes one)"))
  func `joserfc opens and verifies what we write`() throws {
    var list: [StrictJSON] = []
    for name in ["rsa2048-1", "rsa4096-3"] {
      for size in [0, 1, 500, 20_000] {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        list += try signatures(of: bytes, by: name) + [ciphertext(of: bytes, to: name)]
      }
    }
    let folder = try TemporaryFolder()
    let file = try folder.write("ours.json", StrictJSON.array(list).serialise())
    let python = try #require(Joserfc.python)
    let script = "\(Fixtures.repository)/Tests/Tools/check-jose-with-joserfc.py"
    let result = try Joserfc.run(python, [script, file, "\(Fixtures.repository)/Fixtures/keys"])
    #expect(result.status == 0 && result.output == "\(list.count) are right\n", "\(result.output)")
  }

  private func signatures(of payload: [UInt8], by name: String) throws -> [StrictJSON] {
    let key = try Fixtures.signingKey(name)
    var list: [StrictJSON] = []
    let signers: [any JWSSigner] = [key, try SoftwareSigner(key)]
    for (alg, signer) in JWSAlgorithm.allCases.flatMap({ alg in signers.map { (alg, $0) } }) {
      for detached in [false, true] {
        let header = JWSHeader(
          alg: alg, typ: "signet-packet", jti: "AAECAwQFBgcICQoLDA0ODw", x5tS256: key.publicKey.sha256,
          root: [UInt8](repeating: 5, count: 32), other: [.init("generation", .integer(1))])
        let text = try CompactJWS.sign(payload: payload, header: header, key: signer, detached: detached)
        list.append(
          .object([
            .init("key", .string(name)), .init("text", .string(text)), .init("alg", .string(alg.rawValue)),
            .init("payload", .string(Base64URL.encode(payload))), .init("detached", .bool(detached)),
          ]))
      }
    }
    return list
  }

  private func ciphertext(of plaintext: [UInt8], to name: String) throws -> StrictJSON {
    let key = try Fixtures.openingKey(name)
    let text = try CompactJWE.seal(
      plaintext, to: key.publicKey, header: [.init("rcpt", .string("r")), .init("sig", .string("s"))])
    return .object([
      .init("key", .string(name)), .init("text", .string(text)),
      .init("plaintext", .string(Base64URL.encode(plaintext))),
    ])
  }
}
