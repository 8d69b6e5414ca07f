/// Something in a certificate that is not as Jami makes it. It is told, not refused: certificates of other software
/// work as well.
public enum ProfileDeviation: String, Sendable, Codable, CaseIterable {
  /// Not X.509 v3.
  case version
  /// The serial number is negative, zero or not in its shortest form; strict parsers refuse it.
  case serial
  /// The subject's common name is another.
  case commonName
  /// The subject's UID is not the key's identifier.
  case userID
  /// A key shorter than 4096 bits.
  case keyLength
  /// CA:TRUE missing, or there where it does not belong, or with a path length.
  case basicConstraints
  /// Other key usages.
  case keyUsage
  /// The subject key identifier is missing, another, or there where it does not belong.
  case subjectKeyIdentifier
  /// An authority key identifier; one that is not equal to the issuer's identifier breaks Jami at its next start.
  case authorityKeyIdentifier
  /// A critical extension that Jami does not have.
  case unknownExtension
  /// A life of other than ten years.
  case lifetime
}
