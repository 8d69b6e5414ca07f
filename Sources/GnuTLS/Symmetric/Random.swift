import CGnuTLS

/// Random bytes fit for keys.
public enum Random {
  /// `count` fresh bytes.
  /// - Throws: `GnuTLSError.libraryFailed` when the system gives no randomness.
  public static func bytes(_ count: Int) throws(GnuTLSError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let code = bytes.withUnsafeMutableBytes { fillUnchecked($0) }
    try call.check(code)
    return bytes
  }

  /// Fills all of `buffer`; for secrets, which have no array.
  /// - Throws: `GnuTLSError.libraryFailed` when the system gives no randomness.
  public static func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(GnuTLSError) {
    try call.check(fillUnchecked(buffer))
  }

  private static var call: Call { Call("drawn", "random bytes") }

  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005frnd>
  private static func fillUnchecked(_ buffer: UnsafeMutableRawBufferPointer) -> Int32 {
    guard let start = buffer.baseAddress, !buffer.isEmpty else { return 0 }
    return gnutls_rnd(GNUTLS_RND_KEY, start, buffer.count)
  }
}
