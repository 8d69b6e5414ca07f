/// Whose word counts for the name of a TLS server.
public enum TLSTrust: Sendable, Hashable {
  /// The authorities that the system trusts.
  case system
  /// These authorities and no others: PEM, one certificate after the other.
  case authorities(pem: [UInt8])
}
