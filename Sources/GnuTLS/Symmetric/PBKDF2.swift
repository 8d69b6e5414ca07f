import CGnuTLS

/// PBKDF2 (RFC 8018 §5.2) with HMAC-SHA-256.
public enum PBKDF2 {
  /// Fills all of `result` from `password` and `salt`.
  ///
  /// A round costs about a microsecond for each 32 bytes of `result`: millions of them do not belong in a task.
  /// - Parameter iterations: at least 1.
  /// - Throws: `GnuTLSError.libraryFailed`.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpbkdf2>
  public static func derive(
    password: UnsafeRawBufferPointer, salt: UnsafeRawBufferPointer, iterations: Int,
    into result: UnsafeMutableRawBufferPointer
  ) throws(GnuTLSError) {
    precondition(iterations > 0 && iterations <= Int(UInt32.max), "PBKDF2 takes 1 to 2^32 - 1 iterations")
    let code = Datum.lend(password) { password in
      Datum.lend(salt) { salt in
        gnutls_pbkdf2(GNUTLS_MAC_SHA256, password, salt, UInt32(iterations), result.baseAddress, result.count)
      }
    }
    try Call("derived", "a key").check(code)
  }
}
