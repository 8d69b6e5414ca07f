/// Someone in the account's contact list, or someone who was.
///
/// Times are kept as they were found. Older daemons know the seconds only and newer ones prefer the milliseconds, so
/// whoever changes one of them changes both.
public struct ArchiveContact: Sendable {
  public enum State: String, Sendable, Codable, CaseIterable {
    case active
    case blocked
    /// A tombstone: hidden from people, kept and synchronised for ever.
    case removed
  }

  /// The contact's Jami ID: 40 lower-case hex digits.
  public let id: String
  /// Unix seconds; 0 when never.
  public var added: Int64
  /// Unix seconds; 0 when not since it was added.
  public var removed: Int64
  /// Unix milliseconds; nil when the archive has none.
  public var addedMs: Int64?
  /// Unix milliseconds; nil when the archive has none.
  public var removedMs: Int64?
  /// The other side accepted us too.
  public var confirmed: Bool
  public var banned: Bool
  /// 40 hex digits as a rule; empty when there is none.
  public var conversationID: String
  /// Fields that Signet does not know, kept as they stand.
  var unknown: [RawEntry] = []

  public init(
    id: String, added: Int64, removed: Int64 = 0, addedMs: Int64? = nil, removedMs: Int64? = nil,
    confirmed: Bool = false, banned: Bool = false, conversationID: String = ""
  ) {
    self.id = id
    self.added = added
    self.removed = removed
    self.addedMs = addedMs
    self.removedMs = removedMs
    self.confirmed = confirmed
    self.banned = banned
    self.conversationID = conversationID
  }

  /// When it was added, in milliseconds: the finer field where there is one.
  public var addedMilliseconds: Int64 { addedMs ?? Self.milliseconds(added) }

  /// When it was removed, in milliseconds; 0 when not.
  public var removedMilliseconds: Int64 {
    // Deliberate: without `removed` the finer field says nothing; it is only ever written beside it.
    removed == 0 ? 0 : removedMs ?? Self.milliseconds(removed)
  }

  /// What Jami makes of the fields: active when added after it was removed, else blocked or removed.
  public var state: State {
    if addedMilliseconds > removedMilliseconds { return .active }
    return banned ? .blocked : .removed
  }

  private static func milliseconds(_ seconds: Int64) -> Int64 {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    return overflow ? (seconds < 0 ? .min : .max) : product
  }
}
