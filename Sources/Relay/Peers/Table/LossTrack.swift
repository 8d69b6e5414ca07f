/// Whether one kind of loss is chance or habit.
///
/// A cumulative sum test (Page, 1954) of 15% loss against 1%: each loss adds ln 15, each success takes away a little,
/// never below zero. At 6 it is a habit: three losses within some twenty canaries. An honest relay's losses are so rare
/// (`CanaryPlan` says why) that three never come together; at 30% they come within ten or fifteen canaries.
public struct LossTrack: Sendable, Equatable {
  static let lossWeight = 2.708  // ln (0.15 / 0.01)
  static let successWeight = 0.1525  // ln (0.99 / 0.85)
  static let threshold = 6.0
  /// An observation counts half after about 140 more.
  private static let memory = 0.995

  public private(set) var suspicion = 0.0
  private var observed = 0.0
  private var lost = 0.0

  public init() {}

  /// The share lost lately, 0...1; towards 0 while little was observed.
  public var estimate: Double { lost / (observed + 4) }

  public var isHabit: Bool { suspicion >= Self.threshold }

  public mutating func add(lost isLost: Bool) {
    observed = observed * Self.memory + 1
    lost = lost * Self.memory + (isLost ? 1 : 0)
    suspicion = max(0, suspicion + (isLost ? Self.lossWeight : -Self.successWeight))
  }
}
