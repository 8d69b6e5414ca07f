import AccountArchive
import AccountStore
import DaemonAPI
import Files
import GnuTLS
import Identity
import Platform
import Recovery

/// Restores an account from an archive file, as a new device of it; or merges the file into the account that is here.
///
/// Everything that can be wrong with the file is found out before anything is written in the data folder.
struct RestoreJob {
  let bench: Workbench
  let request: RestoreRequest

  func run() throws -> JobOutcome {
    let isEncrypted = try ArchiveReader.isEncrypted(path: request.path) ?? false
    let token = try request.token.map { try WorkerToken.begin(bench, try TokenURL($0)) }
    var slots = request.offers
    if isEncrypted { slots.append(.password) }
    if token != nil { slots.append(.tokenPIN) }
    let handed = try bench.collect(slots)
    let secret = handed[.password] ?? ArchiveSecret.none
    let opened = try bench.open(request.path, with: secret)
    let id = JamiID(of: opened.archive.account.publicKey)
    let present = try? bench.data.account(called: id)  // not here: that is what a restore is for
    try bench.channel.claim(account: (present?.id ?? id).text)
    if let present {
      guard request.merge else { throw Self.exists(id) }
      guard token == nil else { throw Self.keyIsHere }
      let job = MergeJob(bench: bench, other: opened, otherSecret: secret, ownSecret: handed[.accountPassword])
      return finish(try job.run(present))
    }
    let recoveryKey = request.words ? try shownKey(opened.archive) : nil
    let kept = handed[.newPassword] ?? secret
    guard let token else { return finish(try restore(opened, keeping: kept, recoveryKey, signing: nil)) }
    let outcome = try token.making(pin: handed[.tokenPIN]) {
      try restore(opened, keeping: kept, recoveryKey, signing: $0)
    }
    token.adopt(account: id.text)
    return finish(outcome)
  }

  /// The recovery key of the archive's account, from words that the person shows.
  private func shownKey(_ archive: Archive) throws -> Ed25519PrivateKey {
    guard let named = try RecoveryKeys.named(in: archive, now: .now()) else {
      throw RecoveryError(
        .kitMissing, "the account in this backup had no recovery key yet, so no words can be of it",
        hint: "restore it without words")
    }
    let key = try Ed25519PrivateKey(seed: try bench.talk { try $0.seed() })
    guard KeyID(ofSPKI: key.publicKey.spki) == named else { throw RecoveryKeys.wrong }
    return key
  }

  private func restore(
    _ opened: OpenedArchive, keeping secret: ArchiveSecret, _ recoveryKey: Ed25519PrivateKey?, signing: TokenKey?
  ) throws -> JobOutcome {
    var archive = opened.archive
    let renewals = try renewExpired(in: &archive)
    let account = try Account(archive: archive)
    let revocations = try archive.revocations()
    let spare = try SpareDeviceKey(bench: bench)
    let forge = spare.isThere ? nil : try KeyForge(count: 1, progress: bench.progress)
    forge?.showProgress()
    let writing = try WriteSecret(secret)
    let deviceKey = try forge?.wait().first ?? spare.takeOrMake()
    let now = UnixTime.now()
    let device = try Enrolment.enrol(
      archive: archive, deviceKey: deviceKey, deviceName: request.deviceName ?? bench.machineName, method: .restored,
      revocations: revocations, now: now)
    let arrival = AccountArrival(
      bench: bench, account: account, archive: archive, device: device, deviceKey: deviceKey, revocations: revocations,
      writing: writing, recovery: try RecoveryKeys.state(of: archive, now: now), recoveryKey: recoveryKey,
      signing: signing)
    var result = try arrival.settle(
      origin: .restored,
      event: AccountEvent(
        at: now, kind: .accountRestored,
        text: "the account was restored from a backup, as the device \(device.device.name)",
        details: ["deviceId": device.device.id.text]))
    result.warnings += renewals
    result.recoveryKey = recoveryKey.map { KeyID(ofSPKI: $0.publicKey.spki).text }
    return JobOutcome(result: result, keys: arrival.keys)
  }

  /// A backup of years ago may hold certificates that ran out, and a device enrolled under those could not be verified.
  /// Those that are still good are left as they are. Without the authority's key nothing can be renewed; the account
  /// comes back all the same.
  /// - Returns: what there is to tell.
  private func renewExpired(in archive: inout Archive) throws -> [String] {
    let now = UnixTime.now()
    guard archive.authorityKey != nil, archive.chain.contains(where: { $0.notAfter < now }) else { return [] }
    let renewed = try ChainRenewal.renewAccount(in: &archive, now: now)
    return renewed.map { "the \($0.rawValue) in the backup had run out and has been renewed" }
  }

  private func finish(_ outcome: JobOutcome) -> JobOutcome {
    var result = outcome.result
    result.path = request.path
    return JobOutcome(result: result, keys: outcome.keys)
  }

  private static var keyIsHere: APIError {
    APIError(
      .badRequest, "the account is here already, and has its signing key",
      hint: "`signet key make --token URL` moves it to a token")
  }

  private static func exists(_ id: JamiID) -> StoreError {
    StoreError(
      .accountExists, "the account \(id) is here already",
      hint: "`signet backup restore --merge` adds what a backup knows and this account does not")
  }
}
