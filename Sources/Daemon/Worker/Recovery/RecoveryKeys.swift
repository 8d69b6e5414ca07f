import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform
import Recovery

/// The recovery key that an account goes by.
struct RecoveryKeys {
  private let database: AccountDatabase
  private let now: UnixTime

  init(_ database: AccountDatabase, now: UnixTime) {
    self.database = database
    self.now = now
  }

  /// Nil where the account has none, as one that came from Jami.
  var known: KeyID? {
    get throws { try database.ownLog()?.state(at: now).recoveryKey ?? database.recoveryKit()?.recoveryKey }
  }

  /// The account's log with the statement that it has this recovery key, for one whose genesis has none.
  /// - Parameter archive: has the account key.
  /// - Throws: `MessagingError.keysPending`; `StoreError`, `IdentityError`, `GnuTLSError`.
  func naming(_ key: Ed25519PublicKey, archive: Archive, vault: KeyVault) throws -> AccountLog {
    guard var log = try database.ownLog(), let row = try database.keys().inUse(.signing) else { throw Self.pending }
    let device = try database.account().deviceID
    let maker = StatementMaker(
      log: log, author: .device(device, try PrivateKey(serialised: try vault.open(row)), .pss),
      account: archive.accountKey)
    try log.takeOwn(
      maker.make(.recoveryKey(KeyID(ofSPKI: key.spki))), keys: maker.keys + [key.spki], now: now)
    return log
  }

  /// The log with the recovery key's countersignature under what brought the device in; nil where nothing waits for it.
  /// - Throws: `RecoveryError.recoveryKeyWrong` when it is not the log's recovery key; `IdentityError`, `GnuTLSError`.
  static func vouching(
    for device: DeviceID, in log: AccountLog, with recovery: Ed25519PrivateKey, now: UnixTime
  ) throws -> AccountLog? {
    let state = log.state(at: now)
    guard state.recoveryKey == KeyID(ofSPKI: recovery.publicKey.spki) else { throw wrong }
    guard let logged = state.device(device) else { return nil }
    // One that is active, and may only not act for others yet, is vouched for as well.
    let waits =
      switch logged.standing {
      case .pending: true
      case .active: logged.actsFrom.map { $0 > now } ?? false
      case .suspended, .revoked, .superseded, .notListed: false
      }
    guard waits else { return nil }
    var log = log
    let maker = StatementMaker(log: log, author: .recovery, account: nil, recovery: recovery, under: state.account)
    try log.takeOwn(maker.make(.countersignature(logged.introduction)), keys: maker.keys, now: now)
    return log
  }

  /// The recovery key that an archive names, by its seed or by the log in it; nil where it names none.
  /// - Throws: `GnuTLSError`, `IdentityError.memoryUnavailable`.
  static func named(in archive: Archive, now: UnixTime) throws -> KeyID? {
    guard let fields = try SignetFields.readable(in: archive) else { return nil }
    if let logged = fields.log?.log(checker: StatementSignatures(), now: now).state(at: now).recoveryKey {
      return logged
    }
    return try fields.recoverySeed.map { try RecoverySeed.key(of: $0) }
  }

  /// How the account of an archive stands: its seed leaves it only when a kit of it has been rehearsed.
  /// - Throws: as `named`.
  static func state(of archive: Archive, now: UnixTime) throws -> RecoveryState {
    guard try SignetFields.readable(in: archive)?.recoverySeed == nil else { return .none }
    return try named(in: archive, now: now) == nil ? .none : .kitRehearsed
  }

  /// The genesis of an account names its recovery key, so it comes first.
  static var pending: MessagingError {
    MessagingError(
      .keysPending, "the account's keys are still to be made, and its recovery key is named together with them",
      hint: "make them with `signet key make`")
  }

  static var wrong: RecoveryError {
    RecoveryError(
      .recoveryKeyWrong, "the words are good, and hold another recovery key than this account's",
      hint: "they may be of another account, or of a kit that was replaced after a rotation")
  }
}
