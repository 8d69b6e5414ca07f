import CGnuTLS

/// HMAC-SHA-256 (RFC 2104): 32 bytes.
public enum HMACSHA256 {
  public static let size = 32

  /// Writes the 32 bytes over `message` under `key` to `result`. Deliberate: into memory of the caller's, because what
  /// they are made of is often a secret, and then so are they.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fhmac_005ffast>
  public static func authenticate(
    _ message: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, into result: UnsafeMutableRawBufferPointer
  ) {
    precondition(result.count == size, "a MAC of \(size) bytes does not fit into \(result.count)")
    Digest.mustSucceed(
      gnutls_hmac_fast(
        GNUTLS_MAC_SHA256, key.baseAddress, key.count, message.baseAddress, message.count, result.baseAddress))
  }
}
