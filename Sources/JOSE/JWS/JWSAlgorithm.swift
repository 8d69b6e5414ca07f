import GnuTLS

/// The signatures that are made and taken (RFC 7518 §3.1).
public enum JWSAlgorithm: String, Sendable, CaseIterable {
  /// RSASSA-PSS with SHA-256, MGF1-SHA-256 and a salt of 32 bytes (RFC 7518 §3.5).
  case ps256 = "PS256"
  /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3), for tokens that lack PSS.
  case rs256 = "RS256"

  var signature: SignatureAlgorithm {
    switch self {
    case .ps256: .rsaPSSSHA256
    case .rs256: .rsaSHA256
    }
  }
}
