import GnuTLS
import Platform

/// Jami's form of the three certificates, and what in a given one differs from it.
public enum CertificateProfile: String, Sendable, Codable, CaseIterable {
  case authority
  case account
  case device

  /// How the certificate differs; empty when it is just as Jami makes it.
  public func deviations(of certificate: Certificate) -> [ProfileDeviation] {
    var found: [ProfileDeviation] = []
    func expect(_ holds: Bool, _ deviation: ProfileDeviation) { if !holds { found.append(deviation) } }
    let signs = self != .device

    expect(certificate.version == 3, .version)
    expect(Self.isPositiveAndMinimal(certificate.serial), .serial)
    expect(certificate.subject.commonName == commonName, .commonName)
    expect(certificate.subject.userID == Hex.text(of: certificate.publicKey.sha1), .userID)
    expect(certificate.publicKey.bits >= 4096, .keyLength)
    expect(certificate.isAuthority == signs && certificate.pathLength == nil, .basicConstraints)
    expect(acceptedUsages.contains(certificate.keyUsage), .keyUsage)
    expect(acceptedIdentifiers(of: certificate).contains(certificate.subjectKeyIdentifier), .subjectKeyIdentifier)
    expect(certificate.authorityKeyIdentifier == nil, .authorityKeyIdentifier)
    expect(!certificate.hasUnknownCriticalExtension, .unknownExtension)
    let life = certificate.notAfter.seconds - certificate.notBefore.seconds
    expect(life == CertificateIssuer.lifetime, .lifetime)
    return found
  }

  private var commonName: String {
    switch self {
    case .authority: CertificateIssuer.authorityName
    case .account: CertificateIssuer.accountName
    case .device: CertificateIssuer.deviceName
    }
  }

  /// A device certificate has no extensions at all, or, when Jami itself renewed it, these two usages and an
  /// identifier.
  private var acceptedUsages: [KeyUsage?] {
    self == .device ? [nil, [.digitalSignature, .dataEncipherment]] : [[.certificateSigning, .revocationListSigning]]
  }

  private func acceptedIdentifiers(of certificate: Certificate) -> [[UInt8]?] {
    self == .device ? [nil, certificate.publicKey.sha1] : [certificate.publicKey.sha1]
  }

  private static func isPositiveAndMinimal(_ serial: [UInt8]) -> Bool {
    guard let first = serial.first, first < 0x80 else { return false }
    if first != 0 { return true }
    // A zero in front is there only to keep the number positive.
    return serial.count > 1 && serial[1] >= 0x80
  }
}
