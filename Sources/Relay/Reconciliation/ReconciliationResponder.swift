/// The side that is asked. It keeps nothing between two messages, so that each is a request of its own.
///
/// The sides find out in which ranges their sets differ by comparing fingerprints, and cut those up further: bytes and
/// work grow with the difference times the logarithm of the sets. Negentropy protocol V1.
public struct ReconciliationResponder: Sendable {
  private let set: RangeTree
  private let strategy: ReconciliationStrategy

  public init(_ set: RangeTree, strategy: ReconciliationStrategy = ReconciliationStrategy()) {
    self.set = set
    self.strategy = strategy
  }

  /// The answer to a message, at most `frameLimit` bytes. To one of another version: the version that this side speaks,
  /// one byte, as the protocol has it.
  /// - Throws: `ReconciliationError`, any code but `roundsExceeded`.
  public func answer(_ message: [UInt8]) throws(ReconciliationError) -> [UInt8] {
    if let version = message.first, version != MessageReader.version, (0x60...0x6f).contains(version) {
      return [MessageReader.version]
    }
    let ranges = try MessageReader.read(message, limit: strategy.receiveLimit)
    var answer = AnswerWriter(set, strategy)
    var start = 0
    for range in ranges {
      let ranks = start..<max(start, set.rank(of: range.upper))
      start = ranks.upperBound
      switch range.payload {
      case .skip: answer.skip(to: range.upper)
      case .fingerprint(let other): answer.compare(ranks, with: other, to: range.upper)
      case .list: answer.list(ranks, to: range.upper)
      }
      if answer.isFull { break }
    }
    return answer.message ?? [MessageReader.version]
  }
}
