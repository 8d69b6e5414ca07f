/// What a rule says about one thing.
public enum PolicyOutcome: Sendable, Hashable {
  case met
  /// Met, with something that the owner should know.
  case metWithWarning(String)
  /// There was nothing to check it by. It does not speak against the packet.
  case notChecked(String)
  case failed(String)
}
