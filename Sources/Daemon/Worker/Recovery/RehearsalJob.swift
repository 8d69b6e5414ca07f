import AccountArchive
import AccountStore
import DaemonAPI
import Identity
import Platform
import Recovery

/// Tries one share of the account's recovery kit. With the last one that is wanting the kit counts as rehearsed, and the
/// seed of the recovery key leaves the archive: from then on it is in the kit only.
struct RehearsalJob {
  let bench: Workbench
  let account: String
  let request: RehearsalRequest

  func run() throws -> JobOutcome {
    let folder = try bench.folder(account)
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    var stored = try database.account()
    guard var kit = try database.recoveryKit() else {
      return try all(folder, stored, database)
    }
    // The genesis names the recovery key: before it is made, the seed must not go.
    guard try database.ownLog() != nil else { throw RecoveryKeys.pending }
    // The password before the words: nobody is to type 33 words for nothing.
    let mayBeLast = stored.recovery == .kitMade && kit.record.rehearsed.count + 1 >= kit.record.threshold
    let own = mayBeLast ? try bench.openOwn(folder, offers: request.offers) : nil
    let place = try own.map { try RecoverySeed($0.opened.archive) }
    let number = try bench.talk { words in
      try words.share { share in
        let number = try kit.record.rehearse(share)
        // One share alone has no digest: only the key tells.
        if kit.record.threshold == 1 { try check(share, against: kit.recoveryKey) }
        return number
      }
    }
    let now = UnixTime.now()
    kit.rehearsals[number] = now
    let isDone = stored.recovery == .kitMade && kit.record.isRehearsed
    if isDone { stored.recovery = .kitRehearsed }
    let event = AccountEvent(
      at: now, kind: .recoveryRehearsed,
      text: isDone
        ? "the recovery kit has been rehearsed; the archive no longer holds its seed"
        : "the share \(number) of the recovery kit was rehearsed",
      details: ["share": String(number)])
    let save = { (writer: AccountWriter) in
      try writer.save(stored)
      try writer.save(kit)
    }
    if isDone, let own, var place, place.seed != nil {
      try place.set(nil)
      bench.progress.enter(.derivingKey)
      let writing = try WriteSecret(own.secret, keepingSalt: own.opened.salt)
      try bench.changeKit(place.archive, folder, writing, database, event, save)
    } else {
      try database.write { writer in
        try save(writer)
        try writer.append(event)
      }
    }
    var result = OperationResult(warnings: own?.opened.archive.warnings.map(\.text) ?? [])
    result.id = folder.id.text
    result.recovery = stored.recovery.rawValue
    result.kit = KitStatus(stored.recovery, kit)
    result.share = number
    if isDone {
      result.warnings.append(
        "backups made before hold the seed of the kit still: make a new one, and destroy the old ones")
    }
    return JobOutcome(result: result)
  }

  /// A device that did not make the kit knows its shares by the key alone that they hold: enough of them in one go.
  private func all(_ folder: AccountFolder, _ stored: StoredAccount, _ database: AccountDatabase) throws -> JobOutcome {
    guard stored.recovery == .kitRehearsed, let known = try RecoveryKeys(database, now: .now()).known else {
      throw RecoveryError(
        .kitMissing, "no recovery kit was made on this device, so there is none to rehearse here",
        hint: "make one with `signet recovery make`")
    }
    guard try RecoverySeed.key(of: try bench.talk { try $0.seed() }) == known else { throw RecoveryKeys.wrong }
    let event = AccountEvent(
      at: .now(), kind: .recoveryRehearsed, text: "the recovery kit has been rehearsed with shares that hold its key")
    try database.write { try $0.append(event) }
    var result = OperationResult()
    result.id = folder.id.text
    result.recovery = stored.recovery.rawValue
    result.kit = KitStatus(stored.recovery, nil)
    return JobOutcome(result: result)
  }

  private func check(_ share: Share, against key: KeyID) throws {
    guard try RecoverySeed.key(of: try RecoveryKit.open([share])) == key else { throw RecoveryKeys.wrong }
  }
}
