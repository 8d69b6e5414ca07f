/// What is refused in a certificate before the library sees it.
///
/// Deliberate: nothing of this occurs in an account, and each has been a way to hang or crash a verifier. Name
/// constraints: CVE-2024-12243, CVE-2025-14831 (time grows with the square). Timestamps of transparency logs:
/// CVE-2025-32989 (reading behind the end). Neither is fixed in every GnuTLS that this program may meet.
enum CertificateRules {
  /// Bytes of DER; one of ours has about 1300.
  static let size = 32 * 1024
  static let extensions = 8
  /// Octets of a serial number (RFC 5280 §4.1.2.2). With a longer one no revocation list could name the certificate.
  static let serial = 20
  /// Certificates in one text; a chain of ours has 3.
  static let chain = 16

  private static let nameConstraints: [UInt8] = [0x55, 0x1d, 0x1e]
  private static let logTimestamps: [UInt8] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0xd6, 0x79, 0x02, 0x04, 0x02]

  /// Extensions that may be critical, because the rest of Signet looks at them: basicConstraints and keyUsage.
  /// Deliberately not the two key identifiers, which RFC 5280 (§4.2.1.1, §4.2.1.2) wants never to be critical.
  private static let understood: [[UInt8]] = [[0x55, 0x1d, 0x13], [0x55, 0x1d, 0x0f]]

  /// Why a certificate with this outline is refused; nil when it is not.
  static func refusal(_ outline: CertificateOutline) -> String? {
    if outline.extensions.count > extensions { return "it has more than \(extensions) extensions" }
    if ExtensionOutline.hasTwins(outline.extensions) { return "it has an extension twice" }
    if outline.serial.count > serial { return "its serial number has more than \(serial) octets" }
    let names = outline.extensions.map(\.name)
    if names.contains(nameConstraints) { return "it has name constraints" }
    if names.contains(logTimestamps) { return "it has timestamps of transparency logs" }
    return nil
  }

  /// Whether it has a critical extension that we do not understand: a verifier must then refuse it (RFC 5280 §4.2).
  static func hasUnknownCritical(_ outline: CertificateOutline) -> Bool {
    outline.extensions.contains { $0.isCritical && !understood.contains($0.name) }
  }
}
