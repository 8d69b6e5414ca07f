import Platform

/// What is known of a long operation that has begun and has not ended.
public struct JournalEntry: Codable, Sendable, Equatable {
  /// Names the entry and its file: letters, digits and `-`.
  public let id: String
  /// What is done, for instance `passwordChange`.
  public let operation: String
  /// The account's folder name; nil before it has one.
  public let account: String?
  /// How far it got, in the operation's own words; the next start decides by it.
  public var phase: String
  /// Whatever the next start needs to finish or undo it. Nothing secret.
  public var details: [String: String]
  public let startedAt: UnixTime

  public init(
    id: String, operation: String, account: String?, phase: String, details: [String: String] = [:],
    startedAt: UnixTime
  ) {
    self.id = id
    self.operation = operation
    self.account = account
    self.phase = phase
    self.details = details
    self.startedAt = startedAt
  }
}
