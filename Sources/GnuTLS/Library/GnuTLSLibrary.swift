import CGnuTLS

/// The library as a whole.
public enum GnuTLSLibrary {
  /// Its version at run time, for instance `3.7.9`.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fcheck_005fversion>
  public static var version: String {
    guard let text = gnutls_check_version(nil) else { return "unknown" }
    return String(cString: text)
  }

  /// Its own words for a code, without the full stop.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fstrerror>
  static func text(of code: Int32) -> String {
    guard let words = gnutls_strerror(code) else { return "an unknown error" }
    let text = String(cString: words)
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}
