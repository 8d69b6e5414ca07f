/// One rule that a certification path must meet (RFC 5280 §6). A rule looks at one thing only, so that a test can
/// break just that.
public protocol PathPolicy: Sendable {
  /// What speaks against the path; nil when nothing does. A rule that has nothing to look at (an empty path) says
  /// nothing: `PathLengthPolicy` does.
  func check(_ evidence: PathEvidence) -> FailedPathPolicy?
}
