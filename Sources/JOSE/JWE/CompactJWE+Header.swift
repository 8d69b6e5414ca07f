import Platform

/// Reading a JWE's header without its key. Cheap: the other parts are not looked at, only counted.
extension CompactJWE {
  /// The protected header of a JWE that `open` could take. Not authentic before `open` succeeded.
  ///
  /// - Parameter allowedNames: the parameters that the caller understands, beside `alg` and `enc`.
  /// - Throws: `JOSEError.malformed`, `headerRefused`, `algorithmRefused`.
  public static func header(of text: String, allowedNames: Set<String>) throws(JOSEError) -> JWEHeader {
    try text.withUTF8Bytes { bytes throws(JOSEError) in
      try JWEHeader(ProtectedHeader.read(parts(of: bytes)[0]), allowedNames: allowedNames)
    }
  }

  /// The members of the protected header of any JWE, of whatever algorithms and parameters: for a relay, which opens
  /// nothing and only compares. Never authentic.
  /// - Throws: `JOSEError.malformed` for a text that is none.
  public static func anyHeader(of text: String) throws(JOSEError) -> [StrictJSON.Member] {
    try text.withUTF8Bytes { bytes throws(JOSEError) in try anyHeader(of: bytes) }
  }

  /// The same for a text that is no `String` yet, for instance the body of a request.
  /// - Throws: `JOSEError.malformed` for a text that is none.
  public static func anyHeader(of text: UnsafeRawBufferPointer) throws(JOSEError) -> [StrictJSON.Member] {
    try ProtectedHeader.read(parts(of: text)[0])
  }

  private static func parts(of bytes: UnsafeRawBufferPointer) throws(JOSEError) -> [UnsafeRawBufferPointer] {
    guard let parts = CompactText.split(bytes, into: 5) else {
      throw JOSEError(.malformed, "a text is no compact JWE: it has not five parts")
    }
    return parts
  }
}
