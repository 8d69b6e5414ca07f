import Platform

/// Body of `POST /v1/accounts/{id}/statements`. The worker asks for words of the recovery kit at `recoveryWords` where
/// `words` is said, else for `password` where the archive has one.
public struct StatementRequest: Codable, Sendable {
  public enum Word: String, Codable, Sendable, CaseIterable {
    /// A device that waits for its time counts at once.
    case approve
    /// The recovery key throws a device out, or confirms that it was thrown out.
    case revoke
    /// The recovery key objects.
    case object
  }

  public var say: Word
  /// A device ID, the first six digits or more of one, or a name; nil for an objection to another account key.
  public var device: String?
  /// Of a revocation: `unspecified`, `lost`, `stolen`, `retired` or `superseded`.
  public var reason: String
  public var words: Bool
  public var offers: [SecretSlot]

  public init(
    say: Word, device: String?, reason: String = "unspecified", words: Bool = false, offers: [SecretSlot] = []
  ) {
    self.say = say
    self.device = device
    self.reason = reason
    self.words = words
    self.offers = offers
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    say = try container.decode(Word.self, forKey: .say)
    device = try container.decodeIfPresent(String.self, forKey: .device)
    reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? "unspecified"
    words = try container.decodeIfPresent(Bool.self, forKey: .words) ?? false
    offers = try container.decodeIfPresent([SecretSlot].self, forKey: .offers) ?? []
  }
}

/// Answer of `GET /v1/accounts/{id}/statements`: the log of this account, or with `?contact=` a contact's, as this
/// device knows it. `?verify=true` checks every signature again.
public struct StatementList: Codable, Sendable {
  /// SHA-256 of the first account key's SPKI, 64 hex.
  public var account: String
  /// The contact's Jami ID; absent for the account's own log.
  public var contact: String?
  /// The hash of the first statement, as pinned, 64 hex.
  public var genesis: String
  /// The newest statements, 64 hex each.
  public var heads: [String]
  public var devices: [LogDevice]
  /// In the order of replay.
  public var statements: [LogStatement]
  /// Statements whose signers are not known yet.
  public var waiting: Int
  /// Author and number of two different statements under one number.
  public var forks: [LogFork]
  /// What checking all of it again found, by number; absent where that was not asked for.
  public var problems: [LogProblem]?

  public init(
    account: String, contact: String?, genesis: String, heads: [String], devices: [LogDevice],
    statements: [LogStatement], waiting: Int, forks: [LogFork], problems: [LogProblem]?
  ) {
    self.account = account
    self.contact = contact
    self.genesis = genesis
    self.heads = heads
    self.devices = devices
    self.statements = statements
    self.waiting = waiting
    self.forks = forks
    self.problems = problems
  }
}

/// A device as a log has it.
public struct LogDevice: Codable, Sendable {
  /// 64 hex.
  public var deviceId: String
  /// Of a contact's device the beginning of its ID.
  public var name: String
  /// `full` or `leaf`.
  public var role: String
  /// `active`, `pending`, `suspended`, `revoked`, `superseded`, `notListed`.
  public var standing: String
  /// When a pending one becomes active, Unix seconds.
  public var until: UnixTime?
  /// From when on it may act for the account, Unix seconds.
  public var actsFrom: UnixTime?

  public init(
    deviceId: String, name: String, role: String, standing: String, until: UnixTime?, actsFrom: UnixTime?
  ) {
    self.deviceId = deviceId
    self.name = name
    self.role = role
    self.standing = standing
    self.until = until
    self.actsFrom = actsFrom
  }
}

/// One statement of a log.
public struct LogStatement: Codable, Sendable {
  /// Its place in the order of replay, from 1.
  public var number: Int
  /// 64 hex.
  public var id: String
  /// Stable, for instance `deviceAdded`.
  public var kind: String
  /// One sentence for people.
  public var text: String
  /// `account`, `recovery`, or the device's ID.
  public var author: String
  public var authorName: String
  /// The author's own number; absent for authors without.
  public var authorNumber: UInt64?
  /// Places of the statements that it directly stands on.
  public var parents: [Int]
  /// When this device first saw it, Unix seconds.
  public var seenAt: UnixTime
  /// `counts`, `pending`, or `refused`.
  public var standing: String
  /// When a pending one counts, Unix seconds.
  public var until: UnixTime?
  /// The rules that one that is refused does not meet.
  public var failures: [String]
  /// Whether its author signed another one under its number.
  public var forked: Bool

  public init(
    number: Int, id: String, kind: String, text: String, author: String, authorName: String, authorNumber: UInt64?,
    parents: [Int], seenAt: UnixTime, standing: String, until: UnixTime?, failures: [String], forked: Bool
  ) {
    self.number = number
    self.id = id
    self.kind = kind
    self.text = text
    self.author = author
    self.authorName = authorName
    self.authorNumber = authorNumber
    self.parents = parents
    self.seenAt = seenAt
    self.standing = standing
    self.until = until
    self.failures = failures
    self.forked = forked
  }
}

/// One author signed one number twice.
public struct LogFork: Codable, Sendable {
  /// The device, 64 hex.
  public var author: String
  public var number: UInt64
  /// Whether a revocation names the true branch, or leaves one only.
  public var isResolved: Bool

  public init(author: String, number: UInt64, isResolved: Bool) {
    self.author = author
    self.number = number
    self.isResolved = isResolved
  }
}

/// What is wrong with one statement of a stored log.
public struct LogProblem: Codable, Sendable {
  /// From 1, as in `LogStatement`; behind the last one for one that is missing.
  public var number: Int
  /// Names of rules.
  public var failures: [String]

  public init(number: Int, failures: [String]) {
    self.number = number
    self.failures = failures
  }
}
