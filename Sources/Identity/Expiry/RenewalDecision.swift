import Platform

/// What is to be done about a certificate's end.
public enum RenewalDecision: Sendable, Hashable {
  /// Nothing before that time.
  case waitUntil(UnixTime)
  /// Renew: two thirds of its life are over.
  case due
  /// Renew: it is over. The key is the same, so nothing is lost by being late.
  case overdue
  /// Its key is revoked: never.
  case refused
}
