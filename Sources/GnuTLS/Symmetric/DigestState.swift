import CGnuTLS

/// A digest over bytes that come in pieces.
///
///     var state = DigestState(.sha256)
///     state.update(first)
///     state.update(second)
///     let digest = state.finish()
public struct DigestState: ~Copyable {
  private let handle: gnutls_hash_hd_t
  private let digest: Digest

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fhash_005finit>
  public init(_ digest: Digest) {
    var handle: gnutls_hash_hd_t?
    Digest.mustSucceed(gnutls_hash_init(&handle, digest.algorithm))
    guard let handle else { preconditionFailure("a digest was made without a handle") }
    self.handle = handle
    self.digest = digest
  }

  deinit { gnutls_hash_deinit(handle, nil) }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fhash>
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
    Digest.mustSucceed(gnutls_hash(handle, start, bytes.count))
  }

  public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// The digest of all that came.
  public consuming func finish() -> [UInt8] {
    var result = [UInt8](repeating: 0, count: digest.size)
    result.withUnsafeMutableBytes { gnutls_hash_output(handle, $0.baseAddress) }
    return result
  }
}
