import Platform

/// An RSA private key: in the library's memory, on a PKCS#11 token, or on one that another process works with.
///
///     let key = try PrivateKey.generateRSA()
///     let signature = try key.sign(message, with: .rsaSHA512)
public final class PrivateKey: @unchecked Sendable {
  // Sendable: the handle never changes after `init`, and the library lets several threads use one key at once
  // (manual of gnutls_privkey_init, from version 3.5.11 on).
  private let handle: PrivateKeyHandle
  /// Where the key is on a token: what answers for its PIN, kept as long as the handle.
  private let pin: TokenPIN?
  /// Who signs where the key is elsewhere; the handle is empty then.
  private let signer: (any RemoteSigner)?

  public let publicKey: PublicKey

  /// Whether it is on a token, which it never leaves.
  public var isOnToken: Bool { pin != nil || signer != nil }

  /// A new key with exponent 65537. Takes 0.1 to 2 seconds for 4096 bits, so not in a task (see `KeyGeneration`).
  /// - Throws: `GnuTLSError.keyRefused` for a length outside 2048 to 8192 bits, `libraryFailed`.
  public static func generateRSA(bits: Int = 4096) throws(GnuTLSError) -> PrivateKey {
    let call = Call("generated", "an RSA key")
    guard RSANumbers.sizes.contains(bits) else {
      throw GnuTLSError(.keyRefused, call.operation, call.object, because: "\(bits) bits are not 2048 to 8192")
    }
    return try PrivateKey(PrivateKeyHandle.generateRSA(bits: bits, call), pin: nil, call)
  }

  /// A key from a file: PEM or DER, PKCS#8 or PKCS#1, without a password of its own.
  ///
  /// It is tried: a key that cannot make a valid signature is damaged, however well it decodes.
  /// - Throws: `GnuTLSError.keyDamaged`, `keyRefused`.
  public convenience init(serialised: Secret) throws(GnuTLSError) {
    let call = Call("read", "a private key", failure: .keyDamaged)
    let file = try KeyFile(serialised, call)
    try self.init(file.handle(call), pin: nil, call)
    let isWorking: Bool
    do { isWorking = try self.isWorking(with: .rsaSHA256) } catch { throw call.error(error.libraryCode) }
    guard isWorking else {
      throw call.error(because: "it makes signatures that are wrong")
    }
  }

  /// A key on a token, by its URL (RFC 7512), for instance `pkcs11:token=mine;object=signing;type=private`.
  ///
  /// The PIN comes from `pin`, else from `pin-value` or `pin-source` in the URL. No try is repeated: tokens lock
  /// themselves after a few wrong ones.
  /// - Throws: `GnuTLSError.tokenUnavailable`, `tokenPINWrong`, `keyRefused`.
  public convenience init(pkcs11URL url: String, pin: Secret? = nil) throws(GnuTLSError) {
    let answer = TokenPIN(pin)
    let call = Call("read", "the key at \(TokenPIN.withoutPIN(url))", failure: .keyDamaged)
    do {
      try self.init(PrivateKeyHandle.find(url: url, pin: answer, call), pin: answer, call)
    } catch {
      throw TokenPIN.explain(error)
    }
  }

  /// A key that somebody else signs with. It signs no certificate and no request: the library has no hold on it.
  /// - Throws: `GnuTLSError.libraryFailed`.
  public init(_ publicKey: PublicKey, signer: any RemoteSigner) throws(GnuTLSError) {
    handle = try PrivateKeyHandle.none(Call("taken", "a key on a token"))
    pin = nil
    self.signer = signer
    self.publicKey = publicKey
  }

  private init(_ handle: consuming PrivateKeyHandle, pin: TokenPIN?, _ call: Call) throws(GnuTLSError) {
    publicKey = try PublicKey(spki: PublicKeyHandle.half(of: handle, call).spki(call))
    self.handle = handle
    self.pin = pin
    signer = nil
  }

  /// Whether a signature of it fits its public half.
  /// - Throws: as `sign`.
  public func isWorking(with algorithm: SignatureAlgorithm) throws(GnuTLSError) -> Bool {
    let sample = Array("signet tries a key".utf8)
    return try publicKey.isValid(sign(sample, with: algorithm), for: sample, with: algorithm)
  }

  /// PEM PKCS#8 without a password, ending with one LF.
  /// - Throws: `GnuTLSError.keyRefused` for a key on a token, which never leaves it; `libraryFailed`.
  public func pkcs8PEM() throws(GnuTLSError) -> Secret { try pkcs8(.pem) }

  /// DER PKCS#8 (RFC 5208 §5) without a password.
  /// - Throws: as `pkcs8PEM`.
  public func pkcs8DER() throws(GnuTLSError) -> Secret { try pkcs8(.der) }

  private func pkcs8(_ form: PrivateKeyHandle.FileForm) throws(GnuTLSError) -> Secret {
    let call = Call("exported", "a private key")
    guard !isOnToken else {
      throw GnuTLSError(.keyRefused, call.operation, call.object, because: "it is on a token and does not leave it")
    }
    return try handle.pkcs8(form, call)
  }

  /// A signature over `message` (which is hashed here), as long as the modulus.
  /// - Throws: `GnuTLSError.libraryFailed`; `tokenUnavailable`, `tokenPINNeeded`, `tokenPINWrong`, `tokenPINLocked` for a
  ///   key on a token.
  public func sign(_ message: [UInt8], with algorithm: SignatureAlgorithm) throws(GnuTLSError) -> [UInt8] {
    if let signer { return try signer.sign(message, with: algorithm) }
    do {
      return try handle.sign(message, with: algorithm, Call("signed", "a message"))
    } catch {
      throw pin == nil ? error : TokenPIN.explain(error)
    }
  }

  /// For the library calls that sign a certificate or a request.
  /// - Throws: `GnuTLSError.keyRefused` where somebody else signs: the library would fall over the empty handle.
  func withHandle<Result>(_ body: (borrowing PrivateKeyHandle) -> Result) throws(GnuTLSError) -> Result {
    guard signer == nil else {
      throw GnuTLSError(
        .keyRefused, "signed", "a certificate or a request", because: "the key is one that somebody else signs with")
    }
    return body(handle)
  }
}
