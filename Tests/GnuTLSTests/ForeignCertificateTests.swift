import Platform
import Testing

@testable import GnuTLS

@Suite("Certificates of others")
struct ForeignCertificateTests {
  @Test(
    "Jami's chains are read, negative serials as their bytes stand",
    arguments: [
      ("jami-1", ["cda88524a99d284a", "04dc05f3ad92a341", "adccf45242311537"]),
      ("jami-2", ["417131d35dce3c17", "bf07ccf2d51e0635", "b0d2e79852fb4437"]),
      ("jami-3", ["de1a21d6e222f663", "5aa863ead1120c60", "8be06792cba45932"]),
    ])
  func jamiChains(_ name: String, _ serials: [String]) throws {
    let chain = try Certificate.list(pem: Fixtures.bytes("certificates/\(name).pem"))
    #expect(chain.map { Hex.text(of: $0.serial) } == serials)
    #expect(chain[0].isSigned(by: chain[1].publicKey))
    #expect(chain[1].isSigned(by: chain[2].publicKey))
    #expect(chain[2].isSigned(by: chain[2].publicKey))
    #expect(chain[0].subjectKeyIdentifier == nil && chain[0].keyUsage == nil && !chain[0].isAuthority)
    #expect(chain.allSatisfy { $0.authorityKeyIdentifier == nil && $0.signatureAlgorithmName == "RSA-SHA384" })
    #expect(chain.allSatisfy { $0.subject.userID == Hex.text(of: $0.publicKey.sha1) })
  }

  @Test("a padded serial is read as it stands")
  func paddedSerial() throws {
    #expect(try Hex.text(of: Fixtures.certificate("padded-serial").serial) == "0012345678abcdef")
  }

  @Test("version 1 is read, and is no authority")
  func version1() throws {
    let certificate = try Fixtures.certificate("version-1")
    #expect(certificate.version == 1 && !certificate.isAuthority)
  }

  @Test("an unknown critical extension is read and told")
  func unknownCritical() throws {
    #expect(try Fixtures.certificate("unknown-critical").hasUnknownCriticalExtension)
    #expect(try !Fixtures.certificate("eight-extensions").hasUnknownCriticalExtension)
  }

  @Test("a SHA-1 signature counts for nothing")
  func sha1() throws {
    #expect(try !Fixtures.certificate("sha1-signed").isSigned(by: Fixtures.smallKey().publicKey))
    #expect(try Fixtures.certificate("version-1").isSigned(by: Fixtures.smallKey().publicKey))
  }

  @Test(
    "what must not be taken is refused with the right code and words",
    arguments: [
      ("name-constraints", "certificateRefused: a certificate could not be read: it has name constraints"),
      (
        "log-timestamps",
        "certificateRefused: a certificate could not be read: it has timestamps of transparency logs"
      ),
      ("nine-extensions", "certificateRefused: a certificate could not be read: it has more than 8 extensions"),
      ("exponent-3", "keyRefused: a public key could not be read: its exponent is even or below 65537"),
      ("even-modulus", "keyRefused: a public key could not be read: its modulus is even"),
      ("ec-key", "keyRefused: a public key could not be read: it is not an RSA key"),
      ("two-algorithms", "certificateDamaged: a certificate could not be read: it does not have the shape of one"),
    ])
  func refused(_ name: String, _ text: String) throws {
    let error = #expect(throws: GnuTLSError.self) { try Fixtures.certificate(name) }
    #expect(error?.description == text)
  }

  @Test("a certificate that is too long is refused unread")
  func tooLong() {
    let error = #expect(throws: GnuTLSError.self) { try Certificate(der: [UInt8](repeating: 0x30, count: 40_000)) }
    #expect(error?.kind == .certificateRefused)
  }

  @Test("a list reads DER as well, and text between the blocks")
  func lists() throws {
    let one = try Fixtures.certificate("version-1")
    #expect(try Certificate.list(pem: one.der) == [one])
    let text = "first\n" + one.pem + "second\n" + one.pem + "end"
    #expect(try Certificate.list(pem: Array(text.utf8)) == [one, one])
  }

  @Test(
    "a list with a damaged boundary is damaged, not shorter",
    arguments: ["-----BEGIN CERTIFICATE----", "-----BEGIM CERTIFICATE-----", "-----END CERTIFICATF-----"])
  func damagedBoundary(_ boundary: String) throws {
    let one = try Fixtures.certificate("version-1").pem
    let real = boundary.contains("END") ? "-----END CERTIFICATE-----" : "-----BEGIN CERTIFICATE-----"
    let lines = one.split(separator: "\n").map { $0 == real ? boundary : String($0) }
    let text = one + lines.joined(separator: "\n") + "\n"
    let error = #expect(throws: GnuTLSError.self) { try Certificate.list(pem: Array(text.utf8)) }
    #expect(error?.kind == .certificateDamaged)
  }

  @Test("nothing, too many, and several where one is meant are errors")
  func counts() throws {
    let one = try Fixtures.certificate("version-1").pem
    func kind(_ body: () throws -> Void) -> GnuTLSError.Code? { #expect(throws: GnuTLSError.self) { try body() }?.kind }
    #expect(kind { _ = try Certificate.list(pem: []) } == .certificateDamaged)
    #expect(kind { _ = try Certificate.list(pem: Array("no certificate".utf8)) } == .certificateDamaged)
    #expect(kind { _ = try Certificate(pem: Array((one + one).utf8)) } == .certificateDamaged)
    let many = String(repeating: one, count: 17)
    #expect(kind { _ = try Certificate.list(pem: Array(many.utf8)) } == .certificateRefused)
  }

  @Test("one changed byte never crashes, and never passes as signed")
  func flipped() throws {
    let chain = try Certificate.list(pem: Fixtures.bytes("certificates/jami-1.pem"))
    let good = chain[1]
    for index in stride(from: 0, to: good.der.count, by: 5) {
      var der = good.der
      der[index] ^= 0x05
      do {
        #expect(try !Certificate(der: der).isSigned(by: chain[2].publicKey), "byte \(index)")
      } catch {
        #expect(
          [.certificateDamaged, .certificateRefused, .keyDamaged, .keyRefused].contains(error.kind), "byte \(index)")
      }
    }
  }
}
