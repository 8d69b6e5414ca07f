import FoundationEssentials
import Platform
import SwiftASN1
import Testing
import X509

@testable import GnuTLS

/// A second, independent reader of X.509: each certificate of ours means the same to it.
@Suite("swift-certificates")
struct ComparisonTests {
  private func family() throws -> [(ours: GnuTLS.Certificate, issuer: GnuTLS.Certificate)] {
    let family = try Family()
    let renewed = try CertificateIssuer.renewed(
      family.device, issuer: family.account, issuerKey: family.accountKey, now: Fixtures.now.adding(seconds: 5))
    return [
      (family.authority, family.authority), (family.account, family.authority), (family.device, family.account),
      (renewed, family.account),
    ]
  }

  @Test("reads the same version, serial, names, dates, key and algorithm from each of ours")
  func sameFields() throws {
    for (ours, _) in try family() {
      let theirs = try X509.Certificate(derEncoded: ours.der)
      #expect(theirs.version == .v3 && ours.version == 3)
      #expect(Array(theirs.serialNumber.bytes) == ours.serial)
      #expect(parts(theirs.subject) == ["CN=\(ours.subject.commonName ?? "")", "UID=\(ours.subject.userID ?? "")"])
      #expect(parts(theirs.issuer) == ["CN=\(ours.issuer.commonName ?? "")", "UID=\(ours.issuer.userID ?? "")"])
      #expect(try der(theirs.subject) == ours.subject.der)
      #expect(try der(theirs.issuer) == ours.issuer.der)
      #expect(Int64(theirs.notValidBefore.timeIntervalSince1970) == ours.notBefore.seconds)
      #expect(Int64(theirs.notValidAfter.timeIntervalSince1970) == ours.notAfter.seconds)
      #expect(try der(theirs.publicKey) == ours.publicKey.spki)
      #expect(theirs.signatureAlgorithm == .sha384WithRSAEncryption)
      #expect(ours.signatureAlgorithmName == "RSA-SHA384")
    }
  }

  @Test("reads the same extensions from each of ours")
  func sameExtensions() throws {
    for (ours, _) in try family() {
      let extensions = try X509.Certificate(derEncoded: ours.der).extensions
      #expect(try extensions.subjectKeyIdentifier.map { Array($0.keyIdentifier) } == ours.subjectKeyIdentifier)
      #expect(try extensions.authorityKeyIdentifier == nil && ours.authorityKeyIdentifier == nil)
      switch try extensions.basicConstraints {
      case .isCertificateAuthority(let length):
        #expect(ours.isAuthority && length == nil && ours.pathLength == nil)
      case .notCertificateAuthority, nil:
        #expect(!ours.isAuthority && extensions.isEmpty)
      }
      let usage = try extensions.keyUsage
      #expect((usage != nil) == (ours.keyUsage != nil))
      #expect((usage?.keyCertSign ?? false) == (ours.keyUsage?.contains(.certificateSigning) ?? false))
      #expect((usage?.cRLSign ?? false) == (ours.keyUsage?.contains(.revocationListSigning) ?? false))
      #expect(usage?.digitalSignature ?? false == false)
      #expect(extensions.filter(\.critical).count == (ours.isAuthority ? 2 : 0))
    }
  }

  @Test("finds the same signatures valid")
  func sameSignatures() throws {
    for (ours, issuer) in try family() {
      let theirs = try X509.Certificate(derEncoded: ours.der)
      let theirIssuer = try X509.Certificate(derEncoded: issuer.der)
      #expect(theirIssuer.publicKey.isValidSignature(theirs.signature, for: theirs))
      #expect(ours.isSigned(by: issuer.publicKey))
    }
  }

  @Test("reads our request, with the same subject and key")
  func sameRequest() throws {
    let ours = try CertificateRequest.make(for: Fixtures.key(3), commonName: "Jami device")
    let theirs = try CertificateSigningRequest(derEncoded: ours.der)
    #expect(theirs.version == .v1)
    #expect(try der(theirs.subject) == ours.subject.der)
    #expect(try der(theirs.publicKey) == ours.publicKey.spki)
    #expect(theirs.attributes.isEmpty)
  }

  private func der(_ value: some DERSerializable) throws -> [UInt8] {
    var serializer = DER.Serializer()
    try serializer.serialize(value)
    return serializer.serializedBytes
  }

  private func parts(_ name: X509.DistinguishedName) -> [String] {
    name.flatMap { relative in
      relative.map { part in
        let type = part.type == [2, 5, 4, 3] ? "CN" : part.type == [0, 9, 2342, 19_200_300, 100, 1, 1] ? "UID" : "?"
        return "\(type)=\(String(part.value) ?? "?")"
      }
    }
  }
}
