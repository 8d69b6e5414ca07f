@testable import Reconciliation

/// Messages of Negentropy, for both sides. The set is small, so that inputs can meet what is in it.
enum ReconciliationParsers {
  private static let set = RangeTree(
    (0..<300).map { number in
      ItemID(words: (UInt64(number) << 55, 0, 0, UInt64(number)))
    })

  static func run(_ input: [UInt8]) {
    let strategy = ReconciliationStrategy()
    let ranges = try? MessageReader.read(input, limit: strategy.receiveLimit)  // Refused is fine.
    let answer = try? ReconciliationResponder(set).answer(input)  // Refused is fine.
    if input.first == MessageReader.version {
      precondition((ranges == nil) == (answer == nil), "an answer to what cannot be read, or none to what can")
    } else {
      // Another version of the protocol is answered with the one that is spoken here.
      precondition(ranges == nil && answer.map { $0 == [MessageReader.version] } ?? true, "a foreign version was read")
    }
    if let ranges, let answer {
      precondition(answer.count <= strategy.frameLimit, "an answer of \(answer.count) bytes")
      // A list costs as many bytes as it has IDs, so what was read is no larger than the input.
      precondition(ranges.count <= input.count, "more ranges than bytes")
    }
    var initiator = ReconciliationInitiator(set)
    _ = initiator.firstMessage()
    let step = try? initiator.receive(input)  // Refused is fine.
    if let step { precondition(step.needed.count * ItemID.size <= input.count, "more IDs than bytes") }
  }
}
