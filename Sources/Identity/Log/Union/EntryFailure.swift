/// An entry that does not count, and the rules that it does not meet.
public struct EntryFailure: Sendable, Hashable, CustomStringConvertible {
  /// The entry's number, from 0: its place in what was read, and for `LogState` in the order of replay.
  public let number: Int
  /// Nil where it could not be read.
  public let id: StatementHash?
  /// In the order of `LogPolicy`; never empty.
  public let policies: [LogPolicy]

  public init(number: Int, id: StatementHash?, policies: [LogPolicy]) {
    self.number = number
    self.id = id
    self.policies = policies
  }

  public var description: String { "entry \(number): \(policies.map(\.rawValue).joined(separator: ", "))" }
}
