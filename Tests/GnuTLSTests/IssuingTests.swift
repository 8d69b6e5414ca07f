import Platform
import Testing

@testable import GnuTLS

@Suite("Issuing, requests and renewal")
struct IssuingTests {
  @Test("a request has version 1, our names, no attributes and SHA-384")
  func requestProfile() throws {
    let key = try Fixtures.key(3)
    let request = try CertificateRequest.make(for: key, commonName: "Jami device")
    #expect(request.commonName == "Jami device")
    #expect(request.userID == Hex.text(of: key.publicKey.sha1))
    #expect(request.publicKey == key.publicKey)
    // Version 0 (that is 1) in front; at the end of the signed part `[0]` with nothing in it.
    let parts = try #require(request.der.withUnsafeBytes { SignedObject($0) })
    let signed = Array(request.der[parts.signed])
    #expect(Array(signed[4..<7]) == [0x02, 0x01, 0x00])
    #expect(signed.suffix(2) == [0xa0, 0x00])
    #expect(SignatureAlgorithm(identifier: request.der[parts.algorithm]) == .rsaSHA384)
  }

  @Test("a request changed anywhere is damaged or has a refused key")
  func changedRequest() throws {
    let request = try CertificateRequest.make(for: Fixtures.smallKey(), commonName: "Jami device")
    for index in stride(from: 0, to: request.der.count, by: 11) {
      var der = request.der
      der[index] ^= 0x21
      let error = #expect(throws: GnuTLSError.self, "byte \(index)") { try CertificateRequest(der: der) }
      if let error { #expect([.requestDamaged, .keyDamaged, .keyRefused].contains(error.kind)) }
    }
  }

  @Test("a request that names another key is refused")
  func foreignName() throws {
    let family = try Family()
    let other = Hex.text(of: family.accountKey.publicKey.sha1)
    let handle = try RequestHandle.make(
      for: family.deviceKey,
      subject: [(DistinguishedName.commonNameOID, "Jami device"), (DistinguishedName.userIDOID, other)],
      Call("made", "a request"))
    let request = try CertificateRequest(der: handle.encoded())
    let error = #expect(throws: GnuTLSError.self) {
      try CertificateIssuer.device(
        request: request, account: family.account, accountKey: family.accountKey, now: Fixtures.now)
    }
    #expect(error?.kind == .certificateRefused)
  }

  @Test("nobody issues with a key that is not the issuer's")
  func wrongIssuerKey() throws {
    let family = try Family()
    let request = try CertificateRequest.make(for: family.deviceKey, commonName: "Jami device")
    let errors = [
      #expect(throws: GnuTLSError.self) {
        try CertificateIssuer.account(
          key: family.accountKey.publicKey, authority: family.authority, authorityKey: family.accountKey,
          now: Fixtures.now)
      },
      #expect(throws: GnuTLSError.self) {
        try CertificateIssuer.device(
          request: request, account: family.account, accountKey: family.authorityKey, now: Fixtures.now)
      },
      #expect(throws: GnuTLSError.self) {
        try CertificateIssuer.renewed(
          family.device, issuer: family.account, issuerKey: family.authorityKey, now: Fixtures.now)
      },
      #expect(throws: GnuTLSError.self) {
        try RevocationList.issue(
          entries: [], number: [1], account: family.account, accountKey: family.authorityKey, thisUpdate: Fixtures.now)
      },
    ]
    #expect(errors.map { $0?.kind } == [.keyRefused, .keyRefused, .keyRefused, .keyRefused])
  }

  @Test("renewal keeps names, key and extensions, and changes serial and validity", arguments: 0..<3)
  func renewal(which: Int) throws {
    let family = try Family()
    let old = [family.authority, family.account, family.device][which]
    let issuer = [family.authority, family.authority, family.account][which]
    let key = [family.authorityKey, family.authorityKey, family.accountKey][which]
    let later = Fixtures.now.adding(seconds: 1_000_000)
    let new = try CertificateIssuer.renewed(old, issuer: issuer, issuerKey: key, now: later)
    #expect(new.serial != old.serial)
    #expect(new.notBefore == later)
    #expect(new.notAfter == later.adding(seconds: CertificateIssuer.lifetime))
    #expect(new.isSigned(by: key.publicKey))
    // Everything else is the same: put serial and dates back, and the signed bytes are equal.
    let expected = ExpectedCertificate(
      serial: new.serial, issuerName: issuer.subject.commonName ?? "", subjectName: old.subject.commonName ?? "",
      issuerID: issuer.subject.userID ?? "", subjectID: old.subject.userID ?? "", notBefore: "261202222849Z",
      notAfter: "361129222849Z", spki: old.publicKey.spki, isAuthority: which != 2)
    #expect(new.signedBytes == expected.bytes)
  }

  @Test("renewal in 2045 goes from two-digit years to four-digit ones")
  func renewalPast2050() throws {
    let key = try Fixtures.smallKey()
    let old = try CertificateIssuer.authority(key: key, now: Fixtures.now)
    let later = UnixTime(seconds: 2_385_000_000)
    let new = try CertificateIssuer.renewed(old, issuer: old, issuerKey: key, now: later)
    #expect(new.notBefore == later && new.notAfter == later.adding(seconds: CertificateIssuer.lifetime))
    #expect(new.isSigned(by: key.publicKey))
  }

  @Test("a certificate is not renewed by an issuer of another name")
  func renewalByStranger() throws {
    let family = try Family()
    let error = #expect(throws: GnuTLSError.self) {
      try CertificateIssuer.renewed(
        family.device, issuer: family.authority, issuerKey: family.authorityKey, now: Fixtures.now)
    }
    #expect(error?.kind == .certificateRefused)
  }

  @Test("serials are random, positive and in their shortest form")
  func serials() throws {
    let key = try Fixtures.smallKey()
    var seen: Set<[UInt8]> = []
    for _ in 0..<40 {
      let serial = try CertificateIssuer.authority(key: key, now: Fixtures.now).serial
      #expect(serial.count == 8 && (1...0x7f).contains(serial[0]))
      seen.insert(serial)
    }
    #expect(seen.count == 40)
  }
}
