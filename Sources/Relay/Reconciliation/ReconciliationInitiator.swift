import Platform

/// The side that asks, and learns the difference: what it has and the other lacks, and the other way round.
///
///     var initiator = ReconciliationInitiator(set)
///     var message: [UInt8]? = initiator.firstMessage()
///     while let request = message {
///       let step = try initiator.receive(try await post(request))
///       …fetch step.needed, offer step.had…
///       message = step.message
///     }
public struct ReconciliationInitiator: Sendable {
  /// What one answer has brought.
  public struct Step: Sendable, Equatable {
    /// What to send next; nil when there is no more to ask.
    public let message: [UInt8]?
    /// Whether the difference was told to its end; false when `differenceLimit` was reached. Then another sync goes on.
    public let isComplete: Bool
    /// Here, and not on the other side.
    public let had: [ItemID]
    /// On the other side, by its own word, and not here.
    public let needed: [ItemID]
  }

  /// Deliberate: what is learned of the other side's set is put into this copy. So a range that has been told agrees when
  /// it comes up again, as happens when an answer found no room in its frame, and nothing is named twice.
  private var set: RangeTree
  private let strategy: ReconciliationStrategy
  private var named = 0
  /// Answers taken so far.
  public private(set) var rounds = 0

  public init(_ set: RangeTree, strategy: ReconciliationStrategy = ReconciliationStrategy()) {
    self.set = set
    self.strategy = strategy
  }

  /// The message that begins.
  public func firstMessage() -> [UInt8] {
    var answer = AnswerWriter(set, strategy)
    answer.divide(0..<set.count, to: .infinity)
    return answer.message ?? [MessageReader.version]
  }

  /// Takes an answer. No ID is named twice in the steps of one initiator, unless the other side's set changes.
  /// - Throws: `ReconciliationError`; the initiator is as before then.
  public mutating func receive(_ message: [UInt8]) throws(ReconciliationError) -> Step {
    guard rounds < strategy.roundLimit else {
      throw ReconciliationError(.roundsExceeded, "no end after \(rounds) answers")
    }
    let ranges = try MessageReader.read(message, limit: strategy.receiveLimit)
    rounds += 1
    var answer = AnswerWriter(set, strategy)
    var difference = SetDifference()
    var start = 0
    for range in ranges {
      let ranks = start..<max(start, set.rank(of: range.upper))
      start = ranks.upperBound
      switch range.payload {
      case .skip: answer.skip(to: range.upper)
      case .fingerprint(let other): answer.compare(ranks, with: other, to: range.upper)
      case .list(let others):
        difference.add(own: set.ids(in: ranks), others: others)
        answer.skip(to: range.upper)
      }
      if answer.isFull { break }
    }
    for id in difference.had { set.remove(id) }
    for id in difference.needed { set.insert(id) }
    named += difference.had.count + difference.needed.count
    let goesOn = named < strategy.differenceLimit
    return Step(
      message: goesOn ? answer.message : nil, isComplete: answer.message == nil, had: difference.had,
      needed: difference.needed)
  }
}
