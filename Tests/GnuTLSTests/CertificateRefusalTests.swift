import Platform
import Testing

@testable import GnuTLS

/// Certificates that no library would make.
@Suite("Certificates made by hand")
struct CertificateRefusalTests {
  private func certificate(serial: [UInt8] = [1], extensions: [[UInt8]] = []) throws -> [UInt8] {
    let key = try Fixtures.smallKey()
    let digest = SignatureAlgorithm.rsaSHA256
    let identifier = try #require(digest.identifier)
    let name = DERWriter.sequence([
      DERWriter.element(
        0x31,
        DERWriter.sequence([
          DERWriter.element(DERTag.objectIdentifier, [0x55, 0x04, 0x03]),
          DERWriter.element(DERTag.printableString, Array("x".utf8)),
        ]))
    ])
    let signed = DERWriter.sequence([
      DERWriter.element(DERTag.context(0), DERWriter.integer(contentOctets: [2])),
      DERWriter.integer(contentOctets: serial), identifier, name,
      DERWriter.sequence([DERWriter.time(Fixtures.now), DERWriter.time(Fixtures.now.adding(seconds: 60))]), name,
      key.publicKey.spki,
      extensions.isEmpty ? [] : DERWriter.element(DERTag.context(3), DERWriter.sequence(extensions)),
    ])
    return DERWriter.sequence([signed, identifier, DERWriter.bitString(try key.sign(signed, with: digest))])
  }

  /// The extension 2.5.29.`number`.
  private func element(_ number: UInt8, isCritical: Bool, _ value: [UInt8]) -> [UInt8] {
    DERWriter.sequence([
      DERWriter.element(DERTag.objectIdentifier, [0x55, 0x1d, number]),
      isCritical ? DERWriter.element(DERTag.boolean, [0xff]) : [],
      DERWriter.element(DERTag.octetString, value),
    ])
  }

  private func refusal(_ der: [UInt8]) -> String? {
    #expect(throws: GnuTLSError.self) { try Certificate(der: der) }?.description
  }

  private let keyIdentifier = DERWriter.element(DERTag.octetString, [1, 2, 3])

  @Test("a serial number has at most 20 octets, so that a revocation list can name it")
  func serial() throws {
    let longest = [UInt8](repeating: 0x11, count: 20)
    #expect(try Certificate(der: certificate(serial: longest)).serial == longest)
    #expect(
      refusal(try certificate(serial: longest + [1]))
        == "certificateRefused: a certificate could not be read: its serial number has more than 20 octets")
  }

  @Test("an extension that is there twice is refused, alike or not")
  func twins() throws {
    let one = element(14, isCritical: false, keyIdentifier)
    let other = element(14, isCritical: false, DERWriter.element(DERTag.octetString, [4]))
    #expect(try Certificate(der: certificate(extensions: [one])).subjectKeyIdentifier == [1, 2, 3])
    for second in [one, other] {
      #expect(
        refusal(try certificate(extensions: [one, second]))
          == "certificateRefused: a certificate could not be read: it has an extension twice")
    }
  }

  @Test("a critical key identifier is a critical extension that is not understood")
  func criticalIdentifier() throws {
    for isCritical in [true, false] {
      let made = try Certificate(der: certificate(extensions: [element(14, isCritical: isCritical, keyIdentifier)]))
      #expect(made.hasUnknownCriticalExtension == isCritical)
    }
  }
}
