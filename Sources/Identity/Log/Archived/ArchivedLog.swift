import Platform

/// The log of an account as its archive carries it: enough to throw a device out on a bare machine, and its heads as
/// high-water marks. A backup of years ago adds to the log that is here, and takes nothing from it.
public struct ArchivedLog: Sendable, Hashable {
  /// Bytes of entries. Of a longer log the revocations are carried, and of the others as much as there is room for.
  public static let entriesLimit = 256 << 10
  /// Bytes of public keys.
  public static let keysLimit = 128 << 10

  /// The first account key.
  public let account: AccountFingerprint
  public let genesis: StatementHash
  /// The newest statements known when it was written, ascending, at most `LogLimits.heads`; not all are in `entries`.
  public let heads: [StatementHash]
  /// DER SPKIs, ascending.
  public let keys: [[UInt8]]
  /// Entries in the order of replay.
  public let entries: [[UInt8]]

  /// - Throws: `IdentityError.statementMalformed` for more than the limits allow.
  init(
    account: AccountFingerprint, genesis: StatementHash, heads: [StatementHash], keys: [[UInt8]], entries: [[UInt8]]
  ) throws(IdentityError) {
    guard heads.count <= LogLimits.heads, keys.reduce(0, { $0 + $1.count }) <= Self.keysLimit,
      entries.reduce(0, { $0 + $1.count }) <= Self.entriesLimit
    else { throw .malformedStatement("an archive carries less of a log") }
    self.account = account
    self.genesis = genesis
    self.heads = heads
    self.keys = keys
    self.entries = entries
  }

  /// What an archive carries of a log.
  /// - Parameter marks: heads that were known before; those that the log lacks stay.
  public init(_ log: AccountLog, keeping marks: [StatementHash] = []) {
    let order = LogGraph(log).entries.map(\.signed)
    var room = Self.entriesLimit
    var chosen: Set<StatementHash> = []
    var named: [KeyID] = []
    // Whoever is thrown out stays so; then what says who may speak; then the rest, the newest first.
    for entry in order.enumerated().sorted(by: { Self.place($0) < Self.place($1) }).map(\.element) {
      let bytes = entry.bytes
      guard bytes.count <= room else { continue }
      room -= bytes.count
      chosen.insert(entry.id)
      named += entry.signatures.map(\.key)
    }
    let kept = order.filter { chosen.contains($0.id) }
    named += kept.flatMap { $0.statement.content.namedKeys }
    var keyRoom = Self.keysLimit
    var keys: Set<[UInt8]> = []
    for case let spki? in named.map({ log.keys[$0] }) where !keys.contains(spki) && spki.count <= keyRoom {
      keyRoom -= spki.count
      keys.insert(spki)
    }
    account = log.account
    genesis = log.genesis
    let missing = marks.filter { log.entries[$0] == nil }
    heads = Array(Set(log.heads + missing).sorted().prefix(LogLimits.heads))
    self.keys = keys.sorted { $0.lexicographicallyPrecedes($1) }
    entries = kept.map(\.bytes)
  }

  /// The entries that this version can read. The others are of a later one, and come again with the log.
  public var readable: [SignedStatement] {
    entries.compactMap { try? SignedStatement(bytes: $0) }  // see above
  }

  /// Everything in it as a log of this verifier.
  /// - Parameter now: the verifier's clock: when it first saw what is in it.
  public func log(checker: some StatementSignatureChecker, now: UnixTime) -> AccountLog {
    var log = AccountLog(account: account, genesis: genesis)
    _ = log.receive(readable, keys: keys, checker: checker, now: now)
    return log
  }

  /// Both together; nil where they are of two logs.
  func uniting(_ other: ArchivedLog, checker: some StatementSignatureChecker) -> ArchivedLog? {
    guard account == other.account, genesis == other.genesis else { return nil }
    guard self != other else { return self }
    // No time is written, so any will do.
    let now = UnixTime(seconds: 0)
    var log = log(checker: checker, now: now)
    _ = log.receive(other.readable, keys: other.keys, checker: checker, now: now)
    return ArchivedLog(log, keeping: heads + other.heads)
  }

  private static func place(_ entry: EnumeratedSequence<[SignedStatement]>.Element) -> (Int, Int) {
    switch entry.element.statement.content {
    case .genesis: (0, entry.offset)
    case .deviceRevoked: (1, entry.offset)
    case .succession, .recoveryKey: (2, entry.offset)
    case .deviceAdded: (3, entry.offset)
    case .receiveKey, .objection, .countersignature, .unknown: (4, -entry.offset)
    }
  }
}

extension StatementContent {
  /// The keys that it names.
  var namedKeys: [KeyID] {
    switch self {
    case .genesis(let genesis): genesis.founding.map { $0.device.all + [$0.recovery] } ?? []
    case .deviceAdded(let added): added.keys.all
    case .deviceRevoked(let revoked): revoked.keys
    case .receiveKey(let change): [change.receive] + [change.sync].compactMap { $0 }
    case .succession(let succession): [KeyID(succession.new)] + [succession.recovery].compactMap { $0 }
    case .recoveryKey(let key): [key]
    case .objection, .countersignature, .unknown: []
    }
  }
}
