import GnuTLS
import Platform

/// All that a decision about a certification path may look at.
public struct PathEvidence: Sendable {
  /// The certificate in question first, each issued by the next, the one that is trusted last.
  public let path: [Certificate]
  /// What the certificates are called in reasons, in the order of `path`: `account`. The others get a number.
  public let titles: [String]
  /// Revocation lists at hand, whoever made them.
  public let lists: [RevocationList]
  /// The revocations that were verified before, by issuer.
  public let known: [AccountFingerprint: RevocationSet]
  /// Whether the issuer of each certificate but the trusted one must have a list that vouches for those that it does
  /// not name (see `RevocationListVerifier`).
  public let demandsLists: Bool
  /// The most certificates between the first and the last, those not counted that are issued under their own name
  /// (RFC 5280 §6.1.4 (l)). One of ours has the account between device and authority.
  public let depthLimit: Int
  /// The verifier's own clock.
  public let now: UnixTime

  public init(
    path: [Certificate], titles: [String] = [], lists: [RevocationList] = [],
    known: [AccountFingerprint: RevocationSet] = [:], demandsLists: Bool = false, depthLimit: Int = 1, now: UnixTime
  ) {
    self.path = path
    self.titles = titles
    self.lists = lists
    self.known = known
    self.demandsLists = demandsLists
    self.depthLimit = depthLimit
    self.now = now
  }

  /// The `account certificate`, or `certificate 2`.
  func title(_ index: Int) -> String {
    index < titles.count ? "\(titles[index]) certificate" : "certificate \(index + 1)"
  }

  /// Each certificate but the last, with its place and its issuer.
  var links: [(index: Int, certificate: Certificate, issuer: Certificate)] {
    zip(path, path.dropFirst()).enumerated().map { ($0.offset, $0.element.0, $0.element.1) }
  }

  /// How many of the certificates from the second to the one before `index` count for a path length.
  func intermediates(before index: Int) -> Int {
    path[..<index].dropFirst().count { $0.issuer != $0.subject }
  }
}
