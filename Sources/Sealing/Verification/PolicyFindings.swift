import Identity

/// How all rules came out, but for those that were met without a word.
public struct PolicyFindings: Sendable, Hashable, Codable {
  /// The rules that are not met. Only where this is empty is something verified.
  public var failures: [PolicyFinding] = []
  public var notChecked: [PolicyFinding] = []
  public var warnings: [PolicyFinding] = []

  public init() {}

  public var failedPolicies: [Policy] { failures.map(\.policy) }

  mutating func add(_ outcome: PolicyOutcome, of policy: Policy) {
    switch outcome {
    case .met: break
    case .metWithWarning(let reason): warnings.append(PolicyFinding(policy, reason))
    case .notChecked(let reason): notChecked.append(PolicyFinding(policy, reason))
    case .failed(let reason): failures.append(PolicyFinding(policy, reason))
    }
  }
}
