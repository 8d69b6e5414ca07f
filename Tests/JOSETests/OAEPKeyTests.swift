import GnuTLS
import Platform
import Testing

@testable import JOSE

@Suite("Keys for OAEP")
struct OAEPKeyTests {
  @Test(arguments: ["rsa2048-1", "rsa4096-1"])
  func `a key is the same in PEM and DER, and the same as in GnuTLS`(_ name: String) throws {
    let key = try Fixtures.openingKey(name)
    let signing = try Fixtures.signingKey(name)
    #expect(key.publicKey.spki == signing.publicKey.spki)
    #expect(try key.publicKey == OAEPPublicKey(signing.publicKey))
    #expect(key.publicKey.bits == signing.publicKey.bits)
    #expect(try OAEPPrivateKey(pkcs8: signing.pkcs8PEM()).publicKey == key.publicKey)
    let der = try PrivateKeyPEM.der(of: Fixtures.secret("keys/\(name).pem"))
    #expect(der.array.first == 0x30)
    #expect(try OAEPPrivateKey(pkcs8: der).publicKey == key.publicKey)
  }

  @Test func `what is no usable key is refused`() throws {
    let pem = try Fixtures.bytes("keys/rsa2048-1.pem").text
    let files = [
      "", "x", "-----BEGIN PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
      "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", String(pem.dropLast(40)),
      pem.replacing("MII", with: "M*I"), pem.replacing("PRIVATE", with: "PUBLIC"), pem.replacing("\n", with: "\r\n"),
      try Fixtures.bytes("keys/rsa1024-1.pem").text, try Fixtures.bytes("certificates/ec-key.pem").text,
    ]
    for file in files {
      let error = #expect(throws: JOSEError.self) { try OAEPPrivateKey(pkcs8: Secret(copying: Array(file.utf8))) }
      #expect(error?.kind == .keyRefused)
    }
    for spki in [[], [0x30, 0], try Fixtures.openingKey("rsa2048-1").publicKey.spki + [0]] {
      let error = #expect(throws: JOSEError.self) { try OAEPPublicKey(spki: spki) }
      #expect(error?.kind == .keyRefused)
    }
  }

  @Test func `a public key that GnuTLS takes and swift-crypto does not is refused, not trapped on`() throws {
    let modulus = [UInt8](repeating: 0xff, count: 256)
    let numbers: [(modulus: [UInt8], exponent: [UInt8])] = [
      (modulus, [1, 0, 0, 0, 0, 1]), ([3] + modulus, [1, 0, 1]),
    ]
    for (modulus, exponent) in numbers {
      let key = try PublicKey(spki: PublicKeyDER.spki(modulus: modulus, exponent: exponent))
      let error = #expect(throws: JOSEError.self) { try OAEPPublicKey(key) }
      #expect(error?.kind == .keyRefused)
    }
  }

  @Test func `a key whose numbers do not belong together is refused`() throws {
    let der = try PrivateKeyPEM.der(of: Fixtures.secret("keys/rsa2048-1.pem")).array
    for place in stride(from: 40, to: der.count, by: 61) {
      var changed = der
      changed[place] ^= 0x10
      let error = #expect(throws: JOSEError.self, "byte \(place)") {
        try OAEPPrivateKey(pkcs8: Secret(copying: changed))
      }
      #expect(error?.kind == .keyRefused)
    }
  }

  @Test func `one key opens for several threads at once`() async throws {
    let key = try Fixtures.openingKey("rsa2048-1")
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<16 {
        group.addTask {
          let text = try CompactJWE.seal([UInt8(number)], to: key.publicKey)
          return try CompactJWE.open(text, with: key, allowedNames: []).array == [UInt8(number)]
        }
      }
      for try await same in group { #expect(same) }
    }
  }
}
