import GnuTLS
import Platform

/// Decides whether a chain of certificates leads to a trusted one (RFC 5280 §6.1), and whether none of it is revoked
/// (§6.3).
///
/// It is the general case of what `DeviceVerifier` asks, which shares its rules: any issuer, any length, the revocation
/// lists as they came. The path is given, not searched for: an account's has one order only.
///
/// Deliberately without names of servers, extended key usages, name constraints and certificate policies: an account
/// uses none of them. One that is critical, and name constraints in any case, is refused.
public enum PathVerifier {
  /// Every rule; all of them are asked, always.
  public static let policies: [any PathPolicy] =
    form + [PathSignaturesPolicy(), PathInDatePolicy(), PathNotRevokedPolicy(), PathStatusKnownPolicy()]

  /// The rules about what the certificates say, without keys, clock and lists.
  static let form: [any PathPolicy] = [
    PathLengthPolicy(), PathNamesPolicy(), PathIssuersPolicy(), PathExtensionsPolicy(),
  ]

  /// The rules that the path does not meet; empty when the first certificate can be trusted because the last one is.
  public static func verify(_ evidence: PathEvidence) -> [FailedPathPolicy] {
    policies.compactMap { $0.check(evidence) }
  }
}
