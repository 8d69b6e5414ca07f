import Synchronization

/// A number that several threads count up.
final class Counter: Sendable {
  private let value = Atomic<Int>(0)

  func add() { value.add(1, ordering: .relaxed) }
  var count: Int { value.load(ordering: .relaxed) }
}
