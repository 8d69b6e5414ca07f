import CGnuTLS

/// What a run of library calls is about, so that each failure can say so.
///
/// Results of C functions are discardable in Swift: an error code that nobody looks at is no warning. Therefore every
/// call of the library goes through `check`, which turns a negative code into an error.
struct Call {
  /// A past participle: `read`, `issued`.
  let operation: String
  /// With its article: `the account certificate`.
  let object: String
  /// The code for failures that are the object's fault.
  let failure: GnuTLSError.Code

  init(_ operation: String, _ object: String, failure: GnuTLSError.Code = .libraryFailed) {
    self.operation = operation
    self.object = object
    self.failure = failure
  }

  /// Throws for a negative `code`; hands anything else back, since some calls answer with a count or a flag.
  @discardableResult
  func check(_ code: Int32) throws(GnuTLSError) -> Int32 {
    guard code < 0 else { return code }
    throw error(code)
  }

  /// Like `check`, but nil when the library says that the thing asked for is not there.
  func checkOptional(_ code: Int32) throws(GnuTLSError) -> Int32? {
    guard code != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE else { return nil }
    return try check(code)
  }

  func error(_ code: Int32) -> GnuTLSError {
    // No memory is never the object's fault.
    let kind = code == GNUTLS_E_MEMORY_ERROR ? .libraryFailed : failure
    return GnuTLSError(kind, operation, object, libraryCode: code)
  }

  /// An error of the same object by a rule of ours.
  func error(because detail: String, hint: String? = nil) -> GnuTLSError {
    GnuTLSError(failure, operation, object, because: detail, hint: hint)
  }
}
