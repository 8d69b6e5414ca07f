import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform
import Recovery

/// Makes a recovery kit of the account's recovery key, and shows it at the person's terminal.
///
/// The record of a kit is kept only when every share of it has been written down. An account that has no recovery key
/// yet, one that came from Jami, gets one first: as a change of its own, so that no words are ever shown that the
/// account does not know.
struct KitJob {
  let bench: Workbench
  let account: String
  let request: KitRequest

  func run() throws -> JobOutcome {
    // Before anybody is asked for anything.
    _ = try SharePlan(threshold: request.threshold, count: request.count)
    let folder = try bench.folder(account)
    let own = try begun(folder)
    let writing = try WriteSecret(own.secret, keepingSalt: own.opened.salt)
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    var place = try RecoverySeed(own.opened.archive)
    let known = try RecoveryKeys(database, now: .now()).known
    if place.seed == nil && known == nil {
      try place.set(try Secret(count: SignetFields.seedSize) { try Random.fill($0) })
      try giveKey(&place, folder, writing, database)
    }
    let held = place.seed
    let (seed, kit) = try bench.talk { words in
      let seed = try held ?? words.seed()
      let key = try RecoverySeed.key(of: seed)
      guard key == known || known == nil else { throw RecoveryKeys.wrong }
      bench.progress.pause()
      let kit = try RecoveryKit(seed: seed, threshold: request.threshold, count: request.count)
      try words.show(kit)
      return (seed, kit)
    }
    if held == nil { try place.set(seed) }
    let status = try keep(kit, RecoverySeed.key(of: seed), held == nil ? place : nil, folder, writing, database)
    var result = OperationResult(warnings: own.opened.archive.warnings.map(\.text))
    result.id = folder.id.text
    result.recovery = status.state
    result.kit = status
    return JobOutcome(
      result: result,
      keys: KeyMaking.ifNeeded(bench, folder, place.archive, writing: { writing }))
  }

  /// The archive, with the account's log begun: its genesis names the recovery key.
  private func begun(_ folder: AccountFolder) throws -> OwnArchive {
    let own = try bench.openOwn(folder, offers: request.offers)
    guard let making = own.keys(bench, folder) else { return own }
    _ = try making.run()
    return OwnArchive(
      opened: try bench.open(folder.archivePath, with: own.secret), secret: own.secret, handed: own.handed)
  }

  /// The account's first recovery key.
  private func giveKey(
    _ place: inout RecoverySeed, _ folder: AccountFolder, _ writing: WriteSecret, _ database: AccountDatabase
  ) throws {
    guard let seed = place.seed else { return }
    let now = UnixTime.now()
    let publicKey = try Ed25519PrivateKey(seed: seed).publicKey
    let key = KeyID(ofSPKI: publicKey.spki)
    let vault = KeyVault(dataKey: try bench.data.dataKey(), account: folder.id)
    let log = try RecoveryKeys(database, now: now).naming(publicKey, archive: place.archive, vault: vault)
    var archive = place.archive
    _ = try archive.take(log)
    let event = AccountEvent(
      at: now, kind: .recoveryKeyMade, text: "the account has a recovery key now", details: ["recoveryKey": key.text])
    try bench.changeKit(archive, folder, writing, database, event) { try $0.save(log, isOwn: true, now: now) }
    place = try RecoverySeed(archive)
  }

  private func keep(
    _ kit: RecoveryKit, _ key: KeyID, _ place: RecoverySeed?, _ folder: AccountFolder, _ writing: WriteSecret,
    _ database: AccountDatabase
  ) throws -> KitStatus {
    let now = UnixTime.now()
    var stored = try database.account()
    stored.recovery = .kitMade
    let record = StoredRecoveryKit(record: kit.record, recoveryKey: key, madeAt: now)
    let event = AccountEvent(
      at: now, kind: .recoveryKitMade, text: "a recovery kit was made and written down",
      details: ["threshold": String(request.threshold), "count": String(request.count)])
    let save = { (writer: AccountWriter) in
      try writer.save(stored)
      try writer.save(record)
    }
    if let place {
      try bench.changeKit(place.archive, folder, writing, database, event, save)
    } else {
      try database.write { writer in
        try save(writer)
        try writer.append(event)
      }
    }
    return KitStatus(stored.recovery, record)
  }
}

extension KitStatus {
  init(_ state: RecoveryState, _ kit: StoredRecoveryKit?) {
    self.init(
      state: state.rawValue, threshold: kit?.record.threshold, count: kit?.record.count, madeAt: kit?.madeAt,
      recoveryKey: kit?.recoveryKey.text,
      rehearsed: (kit?.rehearsals ?? [:]).sorted { $0.key < $1.key }.map { Rehearsal(number: $0.key, at: $0.value) })
  }
}
