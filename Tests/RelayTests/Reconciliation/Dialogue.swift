import FoundationEssentials
import GnuTLS
import Platform

@testable import Relay

extension ItemID {
  static func random(_ generator: inout SeededGenerator) -> ItemID {
    ItemID(words: (generator.next(), generator.next(), generator.next(), generator.next()))
  }

  static func randoms(_ count: Int, _ generator: inout SeededGenerator) -> [ItemID] {
    (0..<count).map { _ in random(&generator) }
  }
}

/// A whole reconciliation, and what it took.
struct Dialogue {
  var had: [ItemID] = []
  var needed: [ItemID] = []
  var messages: [[UInt8]] = []

  var bytes: Int { messages.reduce(0) { $0 + $1.count } }

  init(
    _ asking: RangeTree, _ answering: RangeTree, strategy: ReconciliationStrategy = ReconciliationStrategy(),
    other: ReconciliationStrategy? = nil
  ) throws {
    var initiator = ReconciliationInitiator(asking, strategy: strategy)
    let responder = ReconciliationResponder(answering, strategy: other ?? strategy)
    var message: [UInt8]? = initiator.firstMessage()
    while let request = message {
      let answer = try responder.answer(request)
      messages += [request, answer]
      let step = try initiator.receive(answer)
      had += step.had
      needed += step.needed
      message = step.message
    }
  }

  /// What two plain servers send for the same: all hashes one way, those that lack the other.
  static func plainBytes(_ asking: RangeTree, needed: Int) -> Int { (asking.count + needed) * (64 + 3) }
}

enum Fixture {
  /// A file below Fixtures, at the root of the package.
  static func data(_ path: String, of file: String = #filePath) throws -> Data {
    var folder = URL(filePath: file)
    while folder.lastPathComponent != "Tests" { folder.deleteLastPathComponent() }
    return try Data(contentsOf: folder.deletingLastPathComponent().appending(path: "Fixtures").appending(path: path))
  }
}
