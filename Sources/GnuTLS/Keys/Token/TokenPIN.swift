import CGnuTLS
import Glibc
import Platform

/// Answers the library's question for the PIN of a token: once, and never again after a wrong one.
final class TokenPIN: Sendable {
  private let pin: Secret?

  init(_ pin: Secret?) { self.pin = pin }

  /// What the library calls, on whatever thread it likes.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fprivkey_005fset_005fpin_005ffunction>
  static let answer: gnutls_pin_callback_t = { @Sendable context, attempt, _, _, flags, buffer, size in
    guard let context, let buffer, attempt == 0, flags & GNUTLS_PIN_WRONG.rawValue == 0 else { return -1 }
    let answer = Unmanaged<TokenPIN>.fromOpaque(context).takeUnretainedValue()
    guard let pin = answer.pin, pin.count < size else { return -1 }
    pin.withBytes { bytes in
      UnsafeMutableRawBufferPointer(start: buffer, count: size).copyMemory(from: bytes)
    }
    buffer[pin.count] = 0
    return 0
  }

  /// `url` without its `pin-value` and `pin-source`, to be shown.
  static func withoutPIN(_ url: String) -> String {
    let path = url.prefix { $0 != "?" }
    return path.split(separator: ";").filter { !$0.hasPrefix("pin-") }.joined(separator: ";")
  }

  /// Turns the library's many codes about tokens into ours.
  static func explain(_ error: GnuTLSError) -> GnuTLSError {
    switch error.libraryCode {
    case GNUTLS_E_PKCS11_PIN_ERROR, GNUTLS_E_PKCS11_PIN_EXPIRED, GNUTLS_E_PKCS11_USER_ERROR:
      GnuTLSError(
        .tokenPINWrong, error.operation, error.object, libraryCode: error.libraryCode,
        hint: "check the PIN before trying again: tokens lock themselves after a few wrong ones")
    case GNUTLS_E_PKCS11_PIN_LOCKED:
      GnuTLSError(
        .tokenPINLocked, error.operation, error.object, libraryCode: error.libraryCode,
        hint: "its own tool sets a new PIN with the security officer's one or the PUK")
    case 0:
      error
    default:
      GnuTLSError(
        .tokenUnavailable, error.operation, error.object, libraryCode: error.libraryCode,
        hint: "see whether `p11tool --list-tokens` and `p11tool --list-privkeys --login` show it")
    }
  }
}
