import GnuTLS

/// Where a key on a PKCS#11 token is, and what it can do.
public struct TokenPlace: Sendable, Hashable {
  public let url: TokenURL
  /// Whether the token cannot sign by PSS, so that the key signs by PKCS#1 v1.5 (RS256).
  public let lacksPSS: Bool

  /// What an account's table of keys has for it; null and 0 for a key that is here.
  static let columns = """
    ALTER TABLE accountKey ADD COLUMN token TEXT;
    ALTER TABLE accountKey ADD COLUMN lacksPSS INTEGER NOT NULL DEFAULT 0;
    """

  public init(url: TokenURL, lacksPSS: Bool) {
    self.url = url
    self.lacksPSS = lacksPSS
  }
}
