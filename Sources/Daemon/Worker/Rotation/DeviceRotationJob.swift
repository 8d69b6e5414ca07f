import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Gives this device another device, signing and wrap key, because somebody asked for it. Its ID is made of the device
/// key, so it is another device from then on, which takes the place of the one that it was. The old keys work until the
/// new ones have signed from what was written and read back; then archive, device file and database change together.
struct DeviceRotationJob {
  let bench: Workbench
  let account: String
  let request: KeysRequest

  func run() throws -> JobOutcome {
    let folder = try bench.folder(account)
    guard !folder.isLeaf else { throw Self.leaf }
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    // Before anybody is asked for anything.
    let knowledge = try AccountKnowledge(database, now: .now())
    try knowledge.requireMember()
    let standing = knowledge.state?.device(knowledge.stored.deviceID)?.standing
    guard standing == nil || standing == .active else { throw DeviceReplacement.refused }
    guard let row = try database.keys().inUse(.signing) else { throw RecoveryKeys.pending }
    let token = try row.token.map { try WorkerToken.begin(bench, try $0.url.onTokenAlone) }
    let signing = try bench.signingKey(folder, database)
    let own = try bench.openOwn(folder, offers: request.offers, more: token == nil ? [] : [.tokenPIN])
    guard let token else { return try change(folder, database, own, former: (signing, row.algorithm), token: nil) }
    let outcome = try token.making(pin: own.handed[.tokenPIN]) { key in
      try change(folder, database, own, former: (signing, row.algorithm), token: key)
    }
    token.adopt(account: folder.id.text)
    return outcome
  }

  private func change(
    _ folder: AccountFolder, _ database: AccountDatabase, _ own: OwnArchive,
    former: (key: PrivateKey, algorithm: DeviceKeys.Signing), token: TokenKey?
  ) throws -> JobOutcome {
    let keys = try JoiningKeys(bench, token: token)
    let secret = try WriteSecret(own.secret, keepingSalt: own.opened.salt)
    let now = UnixTime.now()
    let replacement = try DeviceReplacement(
      keys, requests: try keys.requests(bench, nil), former: former, archive: own.opened.archive,
      plan: try KeyPlan(bench.data, database, now: now), database: database)
    bench.progress.enter(.writing)
    let files: [AccountFolder.File: Secret] = [
      .archive: try secret.serialise(replacement.archive),
      .device: try DeviceFile.serialise(key: keys.device, chain: replacement.chain),
    ]
    try AccountChange(.deviceRotation, of: folder, in: bench.data, id: try bench.newChangeID(), now: now).run(
      files: files, event: replacement.event, database: database,
      check: { file, path in try check(file, at: path, replacement, secret, token) },
      record: { writer in try replacement.record(writer) })
    var result = OperationResult(warnings: replacement.warnings)
    result.id = folder.id.text
    result.deviceId = replacement.device.id.text
    result.deviceName = replacement.device.name
    result.supersedes = replacement.former.id.text
    return JobOutcome(result: result)
  }

  /// Whether what was read back from its file works: the old keys go when it does.
  private func check(
    _ file: AccountFolder.File, at path: String, _ replacement: DeviceReplacement, _ secret: WriteSecret,
    _ token: TokenKey?
  ) throws {
    switch file {
    case .archive: try bench.readBack(path, with: secret.opening, expecting: replacement.archive)
    case .device:
      let read = try DeviceFile.read(path)
      try read.key.requireWorking(certifiedBy: read.certificate, "device")
      try replacement.requireWorking(token)
    case .database, .leafMark, .destroyedMark: break
    }
  }

  private static let leaf = StoreError(
    .leafDevice, "this device is a leaf: only a full device can take it into the account with new keys",
    hint: "`signet device join` again gives it all new keys, and takes the place of this one")
}
