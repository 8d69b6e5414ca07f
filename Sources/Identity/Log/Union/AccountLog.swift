import Platform

/// The log of one account as this verifier knows it: a set of statements that only grows.
///
/// Logs are put together by union, in any order. What follows from one is worked out by `state(at:)`, from the entries
/// and this verifier's own sights of them alone.
public struct AccountLog: Sendable, Hashable {
  /// The first account key, as pinned.
  public let account: AccountFingerprint
  /// As pinned. Another genesis is kept and shown, and never followed.
  public let genesis: StatementHash
  /// DER SPKIs of the keys that signed something.
  public private(set) var keys: [KeyID: [UInt8]] = [:]
  /// Every signature under these was checked once, and is not checked again.
  public private(set) var entries: [StatementHash: LogEntry] = [:]
  /// Entries whose signers are not known yet: they are tried again whenever something arrives.
  public private(set) var waiting: Set<SignedStatement> = []
  private var signers: KnownSigners
  private var entriesOfAuthor: [StatementAuthor: Int] = [:]

  /// A log as it was kept by this verifier, or an empty one.
  /// - Parameters:
  ///   - entries: checked by this verifier before.
  ///   - waiting: those whose signers were not known.
  public init(
    account: AccountFingerprint, genesis: StatementHash, keys: some Sequence<[UInt8]> = [],
    entries: some Sequence<LogEntry> = [], waiting: some Sequence<SignedStatement> = []
  ) {
    self.account = account
    self.genesis = genesis
    signers = KnownSigners(account: account)
    for key in keys { self.keys[KeyID(ofSPKI: key)] = key }
    for entry in entries { insert(entry) }
    self.waiting = Set(waiting.prefix(LogLimits.waiting))
  }

  /// Takes in entries from anywhere. What was taken in before is not checked again, and is no failure.
  /// - Parameters:
  ///   - keys: DER SPKIs, for the signatures.
  ///   - now: the verifier's clock: when it first saw what is new.
  /// - Returns: by their place in `batch`, the entries that are refused, or wait for a key (`signerKnown`).
  public mutating func receive(
    _ batch: some Sequence<SignedStatement>, keys: some Sequence<[UInt8]> = [],
    checker: some StatementSignatureChecker, now: UnixTime
  ) -> [EntryFailure] {
    for key in keys where key.count <= LogLimits.key && self.keys.count < LogLimits.keys {
      self.keys[KeyID(ofSPKI: key)] = key
    }
    var open = Array(batch).enumerated().map { (number: $0.offset, entry: $0.element) }
    var refused: [EntryFailure] = []
    // What waited first: it may be what the others wait for.
    let before = waiting.sorted { $0.id < $1.id }.map { (number: -1, entry: $0) }
    waiting = []
    open = before + open
    var isProgress = true
    while isProgress {
      isProgress = false
      var rest: [(number: Int, entry: SignedStatement)] = []
      for (number, entry) in open {
        switch take(entry, checker, now) {
        case .taken: isProgress = true
        case .waits: rest.append((number, entry))
        case .refused(let policy):
          if number >= 0 { refused.append(EntryFailure(number: number, id: entry.id, policies: [policy])) }
        }
      }
      open = rest
    }
    for (number, entry) in open {
      let hasRoom = waiting.count < LogLimits.waiting || waiting.contains(entry)
      if hasRoom { waiting.insert(entry) }
      guard number >= 0 else { continue }
      refused.append(EntryFailure(number: number, id: entry.id, policies: [hasRoom ? .signerKnown : .limits]))
    }
    return refused.sorted { $0.number < $1.number }
  }

  /// The union of two logs of this verifier, such as the live one and one from a backup. The earlier sight counts.
  ///
  /// Deliberate: not for logs of others, whose sights are not ours; their entries go through `receive`. What either had
  /// revoked stays so in the account's `RevocationSet`, whatever the sights.
  /// - Throws: `IdentityError.otherAccount`.
  public func merging(_ other: AccountLog) throws(IdentityError) -> AccountLog {
    guard account == other.account, genesis == other.genesis else {
      throw IdentityError(.otherAccount, "logs of two accounts cannot be put together")
    }
    var union = self
    union.keys.merge(other.keys) { mine, _ in mine }
    for entry in other.entries.values { union.insert(entry) }
    union.waiting.formUnion(other.waiting)
    return union
  }

  /// The statements on which no other stands, ascending.
  public var heads: [StatementHash] {
    var heads = Set(entries.keys)
    for entry in entries.values { heads.subtract(entry.statement.parents) }
    return heads.sorted()
  }

  private enum Intake {
    case taken
    case waits
    case refused(LogPolicy)
  }

  private mutating func take(
    _ entry: SignedStatement, _ checker: some StatementSignatureChecker, _ now: UnixTime
  ) -> Intake {
    let known = entries[entry.id]
    // Of one key in one role one signature is enough: it was checked.
    let fresh = entry.signatures.filter { known?.sight(of: $0.place) == nil }
    guard !fresh.isEmpty else { return .taken }
    guard signers.admit(entry) else { return .waits }
    for signature in fresh {
      guard let spki = keys[signature.key] else { return .waits }
      let message = StatementSignature.message(entry.statement, role: signature.role, algorithm: signature.algorithm)
      guard checker.isValid(signature, over: message, spki: spki) else { return .refused(.signatures) }
    }
    if known == nil {
      guard entries.count < LogLimits.entries,
        entriesOfAuthor[entry.statement.author, default: 0] < LogLimits.entriesOfAuthor
      else { return .refused(.limits) }
    }
    guard let checked = entry.keeping(fresh) else { return .taken }
    insert(LogEntry(checked, sights: fresh.map { _ in now }))
    return .taken
  }

  private mutating func insert(_ entry: LogEntry) {
    let id = entry.statement.id
    if let known = entries[id] {
      entries[id] = known.merging(entry)
    } else {
      entries[id] = entry
      entriesOfAuthor[entry.statement.author, default: 0] += 1
      signers.learn(entry.statement)
    }
  }
}
