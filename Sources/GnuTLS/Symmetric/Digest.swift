import CGnuTLS

/// A hash function. SHA-1 is here for names only (Jami's identifiers): nothing is protected by it.
public enum Digest: Sendable, CaseIterable {
  case sha1, sha256, sha384, sha512

  /// Bytes of its result.
  public var size: Int {
    switch self {
    case .sha1: 20
    case .sha256: 32
    case .sha384: 48
    case .sha512: 64
    }
  }

  public func hash(_ bytes: [UInt8]) -> [UInt8] { bytes.withUnsafeBytes { hash($0) } }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fhash_005ffast>
  public func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: size)
    let code = result.withUnsafeMutableBytes {
      gnutls_hash_fast(algorithm, bytes.baseAddress, bytes.count, $0.baseAddress)
    }
    Self.mustSucceed(code)
    return result
  }

  /// For digests that must not stay in an array: writes `size` bytes to `result`.
  public func hash(_ bytes: UnsafeRawBufferPointer, into result: UnsafeMutableRawBufferPointer) {
    precondition(result.count == size, "a digest of \(size) bytes does not fit into \(result.count)")
    Self.mustSucceed(gnutls_hash_fast(algorithm, bytes.baseAddress, bytes.count, result.baseAddress))
  }

  var algorithm: gnutls_digest_algorithm_t {
    switch self {
    case .sha1: GNUTLS_DIG_SHA1
    case .sha256: GNUTLS_DIG_SHA256
    case .sha384: GNUTLS_DIG_SHA384
    case .sha512: GNUTLS_DIG_SHA512
    }
  }

  /// Deliberate: no error but an end. Hashing memory only fails when there is no memory for its state, and a caller
  /// that went on without a digest would be worse than one that stopped.
  static func mustSucceed(_ code: Int32) {
    precondition(code >= 0, "a digest failed: \(GnuTLSLibrary.text(of: code))")
  }
}
