import Platform

/// What is wrong with a JOSE object, or with a key for one.
public typealias JOSEError = RoomError<JOSEErrorCode>

/// The codes of `JOSEError`.
public enum JOSEErrorCode: String, Sendable, CaseIterable {
  /// A text is not what it should be: base64url, JSON, a compact JWS or JWE, or a header parameter of a known name.
  case malformed
  /// A protected header has a parameter that the reader does not allow, or that is never allowed.
  case headerRefused
  /// A protected header names another algorithm than ours.
  case algorithmRefused
  /// A key cannot be used here.
  case keyRefused
  /// A key is on a token that is not there.
  case tokenUnavailable
  /// A key is on a token whose PIN is not here.
  case tokenPINNeeded
  /// A key is on a token that takes this PIN no more.
  case tokenPINWrong
  /// A key is on a token that takes no PIN any more.
  case tokenPINLocked
  /// A signature is not that of this key over these bytes.
  case signatureInvalid
  /// A JWE cannot be opened. Deliberate: one code and one text for every reason there can be (see `CompactJWE.open`).
  case decryptionFailed
  /// A call that only fails when the machine does (memory, randomness), or by a fault of ours.
  case libraryFailed
}

extension JOSEError {
  /// The one error of opening.
  static var notOpened: JOSEError { JOSEError(.decryptionFailed, "the ciphertext could not be opened") }

  static var noMemory: JOSEError { JOSEError(.libraryFailed, "there is no memory for a secret") }
}
