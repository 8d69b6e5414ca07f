import GnuTLS
import Platform
import Testing

@testable import JOSE

@Suite("The examples of the RFCs")
struct RFCVectorTests {
  static let signatures = Result { try Fixtures.json("jose/rfc-jws.json").elements ?? [] }
  static let ciphertexts = Result { try Fixtures.json("jose/rfc-jwe.json").elements ?? [] }

  @Test(arguments: 0..<5)
  func `a JWS of an RFC gets the verdict that it should`(_ index: Int) throws {
    let vectors = try Self.signatures.get()
    #expect(vectors.count == 5)
    let vector = vectors[index]
    let spki = try PublicKeyDER.spki(modulus: vector.bytes("n"), exponent: vector.bytes("e"))
    let key = try PublicKey(spki: spki)
    let payload = try vector.bytes("payload")
    let isDetached = vector["detached"]?.boolValue == true
    let parse = {
      try CompactJWS.parse(
        vector.text("compact"), allowedNames: ["kid"], detachedPayload: isDetached ? payload : nil)
    }
    guard try vector.text("verdict") == "valid" else {
      let error = #expect(throws: JOSEError.self) { try parse() }
      #expect(try error?.code == vector.text("verdict"))
      return
    }
    #expect(try parse().verify(with: key) == payload)
    let other = try Fixtures.signingKey("rsa2048-1").publicKey
    #expect(throws: JOSEError(.signatureInvalid, "")) { try parse().verify(with: other) }
  }

  @Test(arguments: 0..<2)
  func `a JWE of an RFC, all by OAEP with SHA-1, is refused by its algorithm`(_ index: Int) throws {
    let vector = try Self.ciphertexts.get()[index]
    let text = try vector.text("compact")
    let error = #expect(throws: JOSEError.self) { try CompactJWE.header(of: text, allowedNames: ["kid"]) }
    #expect(try error?.code == vector.text("verdict"))
    #expect(try CompactJWE.anyHeader(of: text)["alg"]?.stringValue == "RSA-OAEP")
    let key = try Fixtures.openingKey("rsa2048-1")
    #expect(throws: JOSEError(.decryptionFailed, "")) {
      try CompactJWE.open(text, with: key, allowedNames: ["kid"])
    }
  }

  @Test(arguments: 0..<2)
  func `its content, by A256GCM, opens under the content key that the RFC names`(_ index: Int) throws {
    let vector = try Self.ciphertexts.get()[index]
    let parts = try vector.text("compact").split(separator: ".").map(String.init)
    let key = try Secret(copying: vector.bytes("contentKey"))
    let (iv, aad) = (try Base64URL.decode(parts[2]), Array(parts[0].utf8))
    let (ciphertext, tag) = (try Base64URL.decode(parts[3]), try Base64URL.decode(parts[4]))
    var buffer = ciphertext + tag
    try buffer.withUnsafeMutableBytes { buffer in
      try aad.withUnsafeBytes { try ContentEncryption.open(inPlace: buffer, key: key, iv: iv, aad: $0) }
    }
    let plaintext = Array(buffer.dropLast(16))
    #expect(try plaintext == vector.bytes("plaintext"))
    #expect(
      try plaintext.withUnsafeBytes { try ContentEncryption.seal($0, key: key, iv: iv, aad: aad) } == ciphertext + tag)
  }
}
