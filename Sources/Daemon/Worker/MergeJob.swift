import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Puts what a backup knows into the account that is here. The account keeps its own password.
struct MergeJob {
  let bench: Workbench
  let other: OpenedArchive
  let otherSecret: ArchiveSecret
  /// Nil: the backup's own is tried.
  let ownSecret: ArchiveSecret?

  func run(_ folder: AccountFolder) throws -> JobOutcome {
    try folder.requireArchive()
    let secret = try ownSecret ?? findSecret(folder)
    let local = try open(folder, secret)
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    var stored = try database.account()
    let now = UnixTime.now()
    let outcome = try ArchiveMerge.merge(
      local: local.archive, other: other.archive, revocations: try database.revocations(of: stored.account.fingerprint),
      known: try database.certificates().flatMap(\.value), now: now)
    stored.account = try Account(archive: outcome.archive)
    var present = PresentArchive(outcome.archive)
    try present.takeContacts(database)
    try present.takeKeys(bench.data, database, now: now)
    // A backup from before the rehearsal does not bring the seed back.
    let archive = stored.recovery == .kitRehearsed ? present.archive.withoutRecoverySeed() : present.archive
    let bytes = try ArchiveWriter.serialise(archive, secret: secret, keepingSalt: local.salt)
    bench.progress.enter(.writing)
    let change = AccountChange(.restoreMerge, of: folder, in: bench.data, id: try bench.newChangeID(), now: now)
    let device = try folder.device()
    let chain = [device.certificate] + archive.chain.prefix(2)
    var files: [AccountFolder.File: Secret] = [.archive: bytes]
    if chain != device.chain { files[.device] = try DeviceFile.serialise(key: device.key, chain: chain) }
    try change.run(
      files: files, event: event(outcome.report, at: now), database: database,
      check: { file, path in
        switch file {
        case .archive: try bench.readBack(path, with: secret, expecting: archive)
        case .device: _ = try DeviceFile.read(path)
        case .database, .leafMark: break
        }
      },
      record: { writer in
        try writer.save(stored)
        try writer.save(archive.contacts)
        try present.record(writer, now: now)
        try writer.add(outcome.revocations)
        for device in try revoked(database.devices(), by: outcome.revocations) { try writer.save(device) }
      })
    let keys = KeyMaking.ifNeeded(
      bench, folder, archive, writing: { try WriteSecret(secret, keepingSalt: local.salt) })
    return JobOutcome(result: result(folder, stored, outcome.report), keys: keys)
  }

  /// The account's own archive may have a password though the backup has none.
  private func findSecret(_ folder: AccountFolder) throws -> ArchiveSecret {
    guard try ArchiveReader.isEncrypted(path: folder.archivePath) == true else { return .none }
    if otherSecret.scheme != .none { return otherSecret }
    guard let handed = try bench.collect([.accountPassword])[.accountPassword] else {
      throw ArchiveError(
        .passwordNeeded, "the account's own archive has a password", hint: "give it with --account-password-file")
    }
    return handed
  }

  private func open(_ folder: AccountFolder, _ secret: ArchiveSecret) throws -> OpenedArchive {
    let opened: OpenedArchive
    do throws(ArchiveError) {
      opened = try bench.open(folder.archivePath, with: secret)
    } catch {
      guard error.kind == .wrongPasswordOrDamaged, ownSecret == nil else { throw error }
      throw ArchiveError(
        error.kind, "the backup opens, and the account's own archive does not open with the same password",
        hint: "give the account's password with --account-password-file")
    }
    return try bench.present(opened, of: folder, secret)
  }

  private func revoked(_ devices: [Device], by set: RevocationSet) -> [Device] {
    devices.filter { device in
      device.state != .revoked && (set.revokes(key: device.id) || set.revokes(serial: device.certificate.serial))
    }.map { device in
      var device = device
      device.state = .revoked
      return device
    }
  }

  private func event(_ report: MergeReport, at now: UnixTime) -> AccountEvent {
    AccountEvent(
      at: now, kind: .accountMerged, text: "a backup was merged into the account",
      details: [
        "contactsAdded": String(report.contactsAdded.count), "contactsChanged": String(report.contactsChanged.count),
        "revocationsAdded": String(report.revocationsAdded), "settingsAdded": String(report.settingsAdded.count),
      ])
  }

  private func result(_ folder: AccountFolder, _ stored: StoredAccount, _ report: MergeReport) -> OperationResult {
    var result = OperationResult(
      warnings: other.archive.warnings.map(\.text)
        + report.differing.map { "both have \($0), with different values; the one here stands" })
    result.id = folder.id.text
    result.deviceId = stored.deviceID.text
    result.recovery = stored.recovery.rawValue
    result.displayName = stored.account.displayName
    result.hasPassword = stored.scheme != .none
    result.merge = MergeSummary(
      contactsAdded: report.contactsAdded.count, contactsChanged: report.contactsChanged.count,
      revocationsAdded: report.revocationsAdded, settingsAdded: report.settingsAdded.count)
    return result
  }
}
