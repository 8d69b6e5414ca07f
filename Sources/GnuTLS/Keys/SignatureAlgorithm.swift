import CGnuTLS

/// The RSA signatures that are made and checked. SHA-1 is deliberately none of them.
public enum SignatureAlgorithm: String, Sendable, CaseIterable {
  /// PKCS#1 v1.5 (RFC 8017 §8.2).
  case rsaSHA256, rsaSHA384, rsaSHA512
  /// PSS (RFC 8017 §8.1) with MGF1-SHA-256 and a salt of 32 bytes: JOSE's PS256.
  case rsaPSSSHA256

  /// All names: <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fsign_005falgorithm_005ft>
  var libraryValue: gnutls_sign_algorithm_t {
    switch self {
    case .rsaSHA256: GNUTLS_SIGN_RSA_SHA256
    case .rsaSHA384: GNUTLS_SIGN_RSA_SHA384
    case .rsaSHA512: GNUTLS_SIGN_RSA_SHA512
    case .rsaPSSSHA256: GNUTLS_SIGN_RSA_PSS_RSAE_SHA256
    }
  }

  /// Its DER AlgorithmIdentifier (RFC 4055 §5) as certificates hold it; nil for PSS, which none of ours uses.
  var identifier: [UInt8]? {
    let last: UInt8
    switch self {
    case .rsaSHA256: last = 0x0b
    case .rsaSHA384: last = 0x0c
    case .rsaSHA512: last = 0x0d
    case .rsaPSSSHA256: return nil
    }
    let name: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, last]
    return DERWriter.sequence([
      DERWriter.element(DERTag.objectIdentifier, name), DERWriter.element(DERTag.null, []),
    ])
  }

  /// Nil for an AlgorithmIdentifier that is none of ours.
  init?(identifier: ArraySlice<UInt8>) {
    let same = Self.allCases.first { $0.identifier.map { ArraySlice($0) == identifier } ?? false }
    guard let same else { return nil }
    self = same
  }
}
