import Identity

/// A rule about a packet or a card, and how it came out; in `PolicyFindings.warnings` and `notChecked` it did not fail.
public typealias PolicyFinding = Failed<Policy>
