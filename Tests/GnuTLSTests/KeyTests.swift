import Platform
import Testing

@testable import GnuTLS

@Suite("Keys")
struct KeyTests {
  @Test("a generated key signs, and survives export and import")
  func generatedKeyRoundTrip() throws {
    let key = try PrivateKey.generateRSA(bits: 2048)
    #expect(key.publicKey.bits == 2048)
    let again = try PrivateKey(serialised: key.pkcs8PEM())
    #expect(again.publicKey == key.publicKey)
    let signature = try again.sign([1, 2, 3], with: .rsaSHA512)
    #expect(key.publicKey.isValid(signature, for: [1, 2, 3], with: .rsaSHA512))
  }

  @Test("the exported text is PKCS#8 PEM, byte for byte what OpenSSL writes, with one LF at the end and no NUL")
  func exportIsPlainPKCS8() throws {
    let file = try Fixtures.secret("keys/rsa4096-1.pem")
    #expect(try PrivateKey(serialised: file).pkcs8PEM().matches(file))
  }

  @Test("PEM and DER, PKCS#8 and PKCS#1 give the same key", arguments: 0..<4)
  func everyForm(_ form: Int) throws {
    let pem = try Fixtures.bytes("keys/rsa2048-1.pem")
    let numbers = try KeyNumbers(pem: pem)
    let forms = [pem, Array(PEM.text("RSA PRIVATE KEY", numbers.pkcs1).utf8), numbers.pkcs8, numbers.pkcs1]
    let key = try PrivateKey(serialised: Secret(copying: forms[form]))
    #expect(key.publicKey.spki == numbers.spki)
    #expect(try key.pkcs8PEM().matches(Secret(copying: pem)))
  }

  @Test("text before a PEM key, and a NUL behind it as in some archives, do no harm")
  func textAroundPEM() throws {
    let pem = try Fixtures.bytes("keys/rsa2048-1.pem")
    let key = try PrivateKey(serialised: Secret(copying: Array("a key:\n".utf8) + pem + [0]))
    #expect(key.publicKey.bits == 2048)
  }

  @Test("identifiers are the digests of the SubjectPublicKeyInfo")
  func identifiers() throws {
    let certificates = try Certificate.list(pem: Fixtures.bytes("certificates/jami-1.pem"))
    #expect(Hex.text(of: certificates[1].publicKey.sha1) == "dfdc9fa605d334682930bae652529f9f2aefb1d2")
    #expect(
      Hex.text(of: certificates[0].publicKey.sha256)
        == "5a06b422af06d251e967a374051f0e3d702884335252ece322f70ebd78d1fe0c")
  }

  @Test("each signature is valid under its own algorithm, message and key only", arguments: SignatureAlgorithm.allCases)
  func signatures(_ algorithm: SignatureAlgorithm) throws {
    let key = try Fixtures.smallKey()
    let message = Array("a message".utf8)
    let signature = try key.sign(message, with: algorithm)
    #expect(signature.count == 256)
    for other in SignatureAlgorithm.allCases {
      #expect(key.publicKey.isValid(signature, for: message, with: other) == (other == algorithm))
    }
    #expect(!key.publicKey.isValid(signature, for: message + [0], with: algorithm))
    #expect(!key.publicKey.isValid(Array(signature.dropLast()), for: message, with: algorithm))
    #expect(!key.publicKey.isValid([], for: message, with: algorithm))
    #expect(try !Fixtures.key(1).publicKey.isValid(signature, for: message, with: algorithm))
  }

  @Test("an empty message can be signed")
  func emptyMessage() throws {
    let key = try Fixtures.smallKey()
    let signature = try key.sign([], with: .rsaSHA256)
    #expect(key.publicKey.isValid(signature, for: [], with: .rsaSHA256))
  }

  @Test("one key is used by several threads at once")
  func concurrentSigning() async throws {
    let key = try Fixtures.smallKey()
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<16 {
        group.addTask {
          let message = [UInt8(number)]
          return key.publicKey.isValid(try key.sign(message, with: .rsaSHA256), for: message, with: .rsaSHA256)
        }
      }
      for try await valid in group { #expect(valid) }
    }
  }
}
