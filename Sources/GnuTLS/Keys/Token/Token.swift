import CGnuTLS
import Platform

/// What is done with a PKCS#11 token itself. Its modules are loaded, as the machine's configuration lists them, when the
/// first call is made (p11-kit's `pkcs11.conf(5)`).
///
/// For a process that works with one token, on one thread: the library asks one function of the whole process for the
/// PIN, and looks at tokens only when it loads their modules.
public enum Token {
  /// What a token says of itself before anybody logs in.
  public struct State: Sendable, Hashable {
    /// Too many wrong PINs were tried.
    public let isPINLocked: Bool
    /// One more wrong PIN locks it.
    public let isFinalTry: Bool
  }

  /// Whether the token is there, and how its PIN stands.
  /// - Throws: `GnuTLSError.tokenUnavailable`, `tokenUnsuitable` for one that was never set up.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpkcs11_005ftoken_005fget_005fflags>
  public static func look(at url: TokenURL) throws(GnuTLSError) -> State {
    var flags: UInt32 = 0
    let call = Call("found", "the token \(url.tokenName)")
    do {
      try call.check(gnutls_pkcs11_token_get_flags(url.token, &flags))
    } catch {
      throw TokenPIN.explain(error)
    }
    guard has(flags, GNUTLS_PKCS11_TOKEN_INITIALIZED) else {
      throw GnuTLSError(
        .tokenUnsuitable, "used", "the token \(url.tokenName)", because: "it was never set up",
        hint: "set it up with its own tool, or with `p11tool --initialize`")
    }
    return State(
      isPINLocked: has(flags, GNUTLS_PKCS11_TOKEN_USER_PIN_LOCKED),
      isFinalTry: has(flags, GNUTLS_PKCS11_TOKEN_USER_PIN_FINAL_TRY))
  }

  /// Makes an RSA key of 4096 bits on the token: private, sensitive and never to leave it. Takes seconds, on a small
  /// token a minute.
  ///
  /// - Parameter label: what tools like `p11tool` show.
  /// - Returns: where it is.
  /// - Throws: `GnuTLSError.tokenUnavailable`, `tokenPINWrong`, `tokenPINLocked`, `tokenFull`, `tokenWriteProtected`,
  ///   `tokenUnsuitable`; nothing is left on the token then.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpkcs11_005fprivkey_005fgenerate3>
  public static func makeKey(on url: TokenURL, pin: Secret, label: String) throws(GnuTLSError) -> TokenURL {
    let call = Call("made", "a key on the token \(url.tokenName)")
    let id = try Random.bytes(16)
    let flags =
      GNUTLS_PKCS11_OBJ_FLAG_LOGIN.rawValue | GNUTLS_PKCS11_OBJ_FLAG_MARK_PRIVATE.rawValue
      | GNUTLS_PKCS11_OBJ_FLAG_MARK_SENSITIVE.rawValue
    let code = withPIN(pin) {
      Datum.lend(id) {
        gnutls_pkcs11_privkey_generate3(
          url.token, GNUTLS_PK_RSA, 4096, label, $0, GNUTLS_X509_FMT_DER, nil, 0, flags)
      }
    }
    if code < 0 { throw notMade(call.error(code), on: url) }
    return try whole(TokenURL(url.key(id: id)), pin, call)
  }

  /// The full address of the one key that `url` names.
  /// - Throws: `GnuTLSError.tokenUnavailable` also where several keys fit, `tokenPINWrong`, `tokenPINLocked`.
  public static func findKey(at url: TokenURL, pin: Secret) throws(GnuTLSError) -> TokenURL {
    try whole(url, pin, Call("read", "the key at \(url)"))
  }

  /// Takes a key off the token, with all that goes with it.
  /// - Throws: as `makeKey`.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpkcs11_005fdelete_005furl>
  public static func removeKey(at url: TokenURL, pin: Secret) throws(GnuTLSError) {
    let call = Call("removed", "the key at \(url)")
    let code = withPIN(pin) { gnutls_pkcs11_delete_url(url.everything, GNUTLS_PKCS11_OBJ_FLAG_LOGIN.rawValue) }
    do { try call.check(code) } catch { throw TokenPIN.explain(error) }
  }

  /// Lets go of all modules; the next call loads them anew. No key on a token may be in use any more.
  ///
  /// Deliberate: some modules look at their tokens once, when they are loaded. One that was pulled out and is back is
  /// there only for who loads them again.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpkcs11_005fdeinit>
  public static func unload() { gnutls_pkcs11_deinit() }

  // MARK: Parts

  /// The full address, as the token gives it, cut down to what lasts.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpkcs11_005fobj_005flist_005fimport_005furl4>
  private static func whole(_ url: TokenURL, _ pin: Secret, _ call: Call) throws(GnuTLSError) -> TokenURL {
    var list: UnsafeMutablePointer<gnutls_pkcs11_obj_t?>?
    var count: UInt32 = 0
    let flags = GNUTLS_PKCS11_OBJ_FLAG_LOGIN.rawValue | GNUTLS_PKCS11_OBJ_FLAG_PRIVKEY.rawValue
    let code = withPIN(pin) { gnutls_pkcs11_obj_list_import_url4(&list, &count, url.text, flags) }
    defer {
      for index in 0..<Int(count) { gnutls_pkcs11_obj_deinit(list?[index]) }
      sg_gnutls_free(list)
    }
    do { try call.check(code) } catch { throw TokenPIN.explain(error) }
    guard count == 1, let object = list?[0] else {
      throw GnuTLSError(
        .tokenUnavailable, call.operation, call.object,
        because: count == 0 ? "no such key is on the token" : "\(count) keys fit the address",
        hint: "`p11tool --list-privkeys --login` shows the keys of a token")
    }
    var text: UnsafeMutablePointer<CChar>?
    try call.check(gnutls_pkcs11_obj_export_url(object, GNUTLS_PKCS11_URL_GENERIC, &text))
    defer { sg_gnutls_free(text) }
    guard let text else { throw call.error(GNUTLS_E_MEMORY_ERROR) }
    return try TokenURL(String(cString: text)).lasting
  }

  /// The library has no code for a full token or a write-protected one: both look like an absent one.
  private static func notMade(_ error: GnuTLSError, on url: TokenURL) -> GnuTLSError {
    let explained = TokenPIN.explain(error)
    // Why a look fails is in `error` already.
    guard explained.kind == .tokenUnavailable, (try? look(at: url)) != nil else { return explained }  // as said above
    switch error.libraryCode {
    case GNUTLS_E_PKCS11_TOKEN_ERROR:
      return GnuTLSError(
        .tokenWriteProtected, error.operation, error.object, libraryCode: error.libraryCode,
        hint: "take the write protection off, or use another token")
    case GNUTLS_E_PKCS11_DEVICE_ERROR, GNUTLS_E_MEMORY_ERROR:
      return GnuTLSError(
        .tokenFull, error.operation, error.object, libraryCode: error.libraryCode,
        hint: "remove what is not needed any more: `p11tool --login --list-all`, then `p11tool --login --delete URL`")
    case GNUTLS_E_PKCS11_UNSUPPORTED_FEATURE_ERROR, GNUTLS_E_PKCS11_KEY_ERROR, GNUTLS_E_PKCS11_ATTRIBUTE_ERROR,
      GNUTLS_E_INVALID_REQUEST:
      return GnuTLSError(
        .tokenUnsuitable, error.operation, error.object, libraryCode: error.libraryCode,
        hint: "the token has to make and use RSA keys of 4096 bits")
    default: return explained
    }
  }

  private static func has(_ flags: UInt32, _ flag: Int32) -> Bool { flags & UInt32(flag) != 0 }

  /// Answers the library's question for a PIN while `body` runs.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpkcs11_005fset_005fpin_005ffunction>
  private static func withPIN(_ pin: Secret, _ body: () -> Int32) -> Int32 {
    let answer = TokenPIN(pin)
    return withExtendedLifetime(answer) {
      gnutls_pkcs11_set_pin_function(TokenPIN.answer, Unmanaged.passUnretained(answer).toOpaque())
      defer { gnutls_pkcs11_set_pin_function(nil, nil) }
      return body()
    }
  }
}
