/// What every error of Signet can say about itself: a stable code for scripts, a reason and a hint for people.
///
/// Equality is by code alone, so that a test or a caller does not depend on wording. No secret can get into one:
/// secrets have no text (see `Secret`), and the memberwise initialisers take only text and numbers.
/// The codes of all rooms and their exit statuses are listed in one table, `ExitTable`.
public protocol CodedError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Stable, lower camel case; scripts depend on it.
  var code: String { get }
  /// What happened, one sentence without a full stop.
  var reason: String { get }
  /// What to do about it, one sentence without a full stop; nil when there is nothing to do.
  var hint: String? { get }
}

extension CodedError {
  public static func == (left: Self, right: Self) -> Bool { left.code == right.code }

  public var description: String {
    guard let hint else { return "\(code): \(reason)" }
    return "\(code): \(reason) (\(hint))"
  }
}
