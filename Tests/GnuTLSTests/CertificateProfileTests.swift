import Platform
import Testing

@testable import GnuTLS

/// A certificate's signed part, written down byte for byte from the profile and not from our code.
struct ExpectedCertificate {
  let serial: [UInt8]
  let issuerName, subjectName: String
  let issuerID, subjectID: String
  let notBefore, notAfter: String
  let spki: [UInt8]
  let isAuthority: Bool

  private func name(_ common: String, _ id: String) -> [UInt8] {
    func part(_ type: String, _ value: String) -> [UInt8] {
      DERWriter.element(
        0x31,
        DERWriter.sequence([
          DERWriter.element(0x06, Hex.bytes(of: type) ?? []), DERWriter.element(0x13, Array(value.utf8)),
        ]))
    }
    return DERWriter.sequence([part("550403", common), part("0992268993f22c640101", id)])
  }

  var bytes: [UInt8] {
    var parts: [[UInt8]] = [
      [0xa0, 0x03, 0x02, 0x01, 0x02],
      DERWriter.element(0x02, serial),
      Hex.bytes(of: "300d06092a864886f70d01010c0500") ?? [],
      name(issuerName, issuerID),
      DERWriter.sequence([
        DERWriter.element(0x17, Array(notBefore.utf8)), DERWriter.element(0x17, Array(notAfter.utf8)),
      ]),
      name(subjectName, subjectID),
      spki,
    ]
    if isAuthority {
      parts.append(
        Hex.bytes(
          of: "a3423040301d0603551d0e04160414\(subjectID)300f0603551d130101ff040530030101ff"
            + "300e0603551d0f0101ff040403020106") ?? [])
    }
    return DERWriter.sequence(parts)
  }
}

extension Certificate {
  var signedBytes: [UInt8] {
    der.withUnsafeBytes { bytes in SignedObject(bytes).map { Array(bytes[$0.signed]) } ?? [] }
  }
}

@Suite("The profile of our certificates")
struct CertificateProfileTests {
  @Test("the account certificate of a real Jami has exactly the bytes that we expect of ours")
  func templateIsJamis() throws {
    let chain = try Certificate.list(pem: Fixtures.bytes("certificates/jami-1.pem"))
    let expected = ExpectedCertificate(
      serial: chain[1].serial, issuerName: "Jami CA", subjectName: "Jami",
      issuerID: "9b5ab6a4e3d5b5926cc29a1085fe17994980054c", subjectID: "dfdc9fa605d334682930bae652529f9f2aefb1d2",
      notBefore: "261121084232Z", notAfter: "361118084232Z", spki: chain[1].publicKey.spki, isAuthority: true)
    #expect(chain[1].signedBytes == expected.bytes)
  }

  @Test("authority, account and device are, byte for byte, what Jami would have made")
  func bytes() throws {
    let family = try Family()
    let ids = [family.authorityKey, family.accountKey, family.deviceKey].map { Hex.text(of: $0.publicKey.sha1) }
    let table: [(Certificate, String, Int, String, Int)] = [
      (family.authority, "Jami CA", 0, "Jami CA", 0),
      (family.account, "Jami", 1, "Jami CA", 0),
      (family.device, "Jami device", 2, "Jami", 1),
    ]
    for (certificate, name, subject, issuerName, issuer) in table {
      let expected = ExpectedCertificate(
        serial: certificate.serial, issuerName: issuerName, subjectName: name, issuerID: ids[issuer],
        subjectID: ids[subject], notBefore: "261121084209Z", notAfter: "361118084209Z",
        spki: certificate.publicKey.spki, isAuthority: subject != 2)
      #expect(certificate.signedBytes == expected.bytes, "\(name)")
    }
  }

  @Test("the fields of our certificates are those of the profile")
  func fields() throws {
    let family = try Family()
    for certificate in [family.authority, family.account] {
      #expect(certificate.isAuthority)
      #expect(certificate.pathLength == nil)
      #expect(certificate.keyUsage == [.certificateSigning, .revocationListSigning])
      #expect(certificate.subjectKeyIdentifier == certificate.publicKey.sha1)
    }
    #expect(!family.device.isAuthority)
    #expect(family.device.keyUsage == nil)
    #expect(family.device.subjectKeyIdentifier == nil)
    #expect(family.device.subject.commonName == "Jami device")
    #expect(family.device.subject.userID == Hex.text(of: family.deviceKey.publicKey.sha1))
    #expect(family.device.issuer == family.account.subject)
    for certificate in [family.authority, family.account, family.device] {
      #expect(certificate.version == 3)
      #expect(certificate.authorityKeyIdentifier == nil)
      #expect(certificate.signatureAlgorithmName == "RSA-SHA384")
      #expect(certificate.notBefore == Fixtures.now)
      #expect(certificate.notAfter.seconds - certificate.notBefore.seconds == 315_360_000)
      #expect(!certificate.hasUnknownCriticalExtension)
      #expect(certificate.serial.count == 8)
      #expect((1...0x7f).contains(certificate.serial[0]))
    }
  }

  @Test("each is signed by its issuer and by nobody else")
  func signatures() throws {
    let family = try Family()
    #expect(family.authority.isSigned(by: family.authorityKey.publicKey))
    #expect(family.account.isSigned(by: family.authorityKey.publicKey))
    #expect(family.device.isSigned(by: family.accountKey.publicKey))
    #expect(!family.device.isSigned(by: family.authorityKey.publicKey))
    #expect(!family.account.isSigned(by: family.accountKey.publicKey))
  }

  @Test("a key of 2048 bits is signed with SHA-256, as Jami would")
  func smallKeyDigest() throws {
    let certificate = try CertificateIssuer.authority(key: Fixtures.smallKey(), now: Fixtures.now)
    #expect(certificate.signatureAlgorithmName == "RSA-SHA256")
  }

  @Test("validity across 2038 and 2050 is kept to the second", arguments: [2_147_483_640, 2_500_000_000] as [Int64])
  func farDates(start: Int64) throws {
    let certificate = try CertificateIssuer.authority(key: Fixtures.smallKey(), now: UnixTime(seconds: start))
    #expect(certificate.notBefore.seconds == start)
    #expect(certificate.notAfter.seconds == start + 315_360_000)
  }

  @Test("it is valid from its first second to its last")
  func validity() throws {
    let certificate = try CertificateIssuer.authority(key: Fixtures.smallKey(), now: Fixtures.now)
    #expect(!certificate.isValid(at: Fixtures.now.adding(seconds: -1)))
    #expect(certificate.isValid(at: Fixtures.now))
    #expect(certificate.isValid(at: certificate.notAfter))
    #expect(!certificate.isValid(at: certificate.notAfter.adding(seconds: 1)))
  }

  @Test("PEM gives the same certificate back, and ends with one LF")
  func pemRoundTrip() throws {
    let certificate = try CertificateIssuer.authority(key: Fixtures.smallKey(), now: Fixtures.now)
    #expect(try Certificate(pem: Array(certificate.pem.utf8)) == certificate)
    #expect(certificate.pem.hasSuffix("-----END CERTIFICATE-----\n"))
  }
}
