import Platform

/// What GnuTLS, or a rule of this room, has against an object.
public struct GnuTLSError: CodedError {
  public enum Code: String, Sendable, CaseIterable {
    /// A private or public key cannot be decoded, or its numbers do not belong together.
    case keyDamaged
    /// A key that can be decoded but must not be used: not RSA, too short, too long, even modulus, tiny exponent,
    /// locked with a password of its own, or not the key that a certificate names.
    case keyRefused
    /// A certificate cannot be decoded.
    case certificateDamaged
    /// A certificate that can be decoded but is not taken (see `CertificateRules`).
    case certificateRefused
    /// A PKCS#10 request cannot be decoded, or its own signature is wrong.
    case requestDamaged
    /// A certificate revocation list cannot be decoded.
    case revocationListDamaged
    /// A ciphertext, its tag, its key or its additional data is not the one that was sealed.
    case authenticationFailed
    /// A PKCS#11 token, or the key on it, is not there.
    case tokenUnavailable
    /// A PKCS#11 token wants a PIN, and got none or the wrong one.
    case tokenPINWrong
    /// The PIN of a PKCS#11 token was not given, or is forgotten again.
    case tokenPINNeeded
    /// A PKCS#11 token takes no PIN any more, after too many wrong ones.
    case tokenPINLocked
    /// A PKCS#11 token has no room for another key.
    case tokenFull
    /// A PKCS#11 token, or its reader, lets nothing be changed.
    case tokenWriteProtected
    /// A PKCS#11 token cannot do what it is for: make RSA keys of 4096 bits, or sign with one.
    case tokenUnsuitable
    /// The address of a PKCS#11 token is none, names no token, or has a place for a PIN.
    case tokenURLRefused
    /// A TLS session could not be set up, or broke.
    case tlsFailed
    /// A TLS server's certificate leads to nobody who is trusted, is out of date, or names another server.
    case peerNotTrusted
    /// A call that only fails when the machine does (memory, randomness), or by a fault of ours.
    case libraryFailed
  }

  public let kind: Code
  /// What was being done, a past participle: `read`, `issued`, `signed`.
  public let operation: String
  /// What it was done to, for instance `the account certificate`. Never holds a PIN or a key.
  public let object: String
  /// What the library returned, one of its `GNUTLS_E_` numbers; 0 when the rule is ours.
  /// All of them: <https://www.gnutls.org/manual/gnutls.html#Error-codes>
  public let libraryCode: Int32
  public let reason: String
  public let hint: String?
  public var code: String { kind.rawValue }

  /// An error of the library; its own words for `libraryCode` become part of the reason.
  init(_ kind: Code, _ operation: String, _ object: String, libraryCode: Int32, hint: String? = nil) {
    self.init(
      kind, operation, object, libraryCode: libraryCode, hint: hint,
      because: "\(GnuTLSLibrary.text(of: libraryCode)) (GnuTLS \(libraryCode))")
  }

  /// An error by a rule of this room, which `detail` names.
  init(_ kind: Code, _ operation: String, _ object: String, because detail: String, hint: String? = nil) {
    self.init(kind, operation, object, libraryCode: 0, hint: hint, because: detail)
  }

  /// An error that another process of ours has met, in its words.
  public init(told kind: Code, reason: String, hint: String?) {
    self.kind = kind
    operation = ""
    object = ""
    libraryCode = 0
    self.reason = reason
    self.hint = hint
  }

  private init(
    _ kind: Code, _ operation: String, _ object: String, libraryCode: Int32, hint: String?, because detail: String
  ) {
    self.kind = kind
    self.operation = operation
    self.object = object
    self.libraryCode = libraryCode
    self.hint = hint
    reason = "\(object) could not be \(operation): \(detail)"
  }
}
