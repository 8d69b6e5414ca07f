import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform
import Recovery

/// Approves a device, or has the recovery key throw one out or object: statements of the account's log, which travel as
/// all others do. The recovery key comes from words, or from the archive as long as its seed is there; with words the
/// archive stays closed, and so it goes on a leaf too, and on a device that was thrown out.
struct StatementJob {
  let bench: Workbench
  let account: String
  let request: StatementRequest

  func run() throws -> JobOutcome {
    let folder = try bench.folder(account)
    let reason = try RevokedDevice.Reason(parsing: request.reason)
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    // Before anybody is asked for anything.
    let (_, word) = try word(AccountKnowledge(database, now: .now()))
    if case .revocation = word { _ = try plan(AccountKnowledge(database, now: .now()), reason) }
    let signer = try signer(folder, database)
    let knowledge = try AccountKnowledge(database, now: .now())
    guard let log = knowledge.log, let state = knowledge.state else { throw RecoveryKeys.pending }
    let (device, present) = try self.word(knowledge)
    var said = log
    var hashes: [StatementHash] = []
    var revoked: RevocationPlan?
    for content in try contents(present, knowledge, reason, &revoked) {
      let maker = signer.maker(said, under: state.account)
      let entry = try maker.make(content)
      try said.takeOwn(entry, keys: maker.keys, now: knowledge.now)
      hashes.append(entry.id)
    }
    let after = said.state(at: knowledge.now)
    try check(after, hashes, device)
    bench.progress.enter(.writing)
    let (written, plan, event) = (said, revoked, event(device, signer))
    let changes = LogChanges(state, after).events(contact: nil, at: knowledge.now)
    try database.write { writer in
      try writer.save(written, isOwn: true, now: knowledge.now)
      if let plan {
        try writer.add(plan.added(to: knowledge.revocations, at: knowledge.now))
        for var record in try database.devices() where record.id == plan.device.id {
          record.state = .revoked
          try writer.save(record)
        }
      }
      for change in changes + [event] { try writer.append(change) }
    }
    var result = OperationResult(warnings: revoked == nil ? [] : [Self.keysStay])
    result.id = folder.id.text
    result.deviceId = device?.id.text
    result.statements = hashes.map(\.text)
    return JobOutcome(result: result)
  }

  private func word(_ knowledge: AccountKnowledge) throws -> (KnownDevice?, DeviceWord) {
    guard let state = knowledge.state else { throw RecoveryKeys.pending }
    guard let typed = request.device else {
      guard request.say == .object else { throw APIError(.badRequest, "a device has to be named") }
      return (nil, try .objectingToRotation(in: state))
    }
    let device = try DeviceSelection.device(typed, among: knowledge.devices)
    switch request.say {
    case .approve: return (device, try .approving(device, in: state, now: knowledge.now))
    case .revoke: return (device, try .revoking(device, in: state))
    case .object: return (device, try .objecting(to: device, in: state))
    }
  }

  private func plan(_ knowledge: AccountKnowledge, _ reason: RevokedDevice.Reason) throws -> RevocationPlan {
    let device = try DeviceSelection.device(request.device ?? "", among: knowledge.devices)
    guard device.id != knowledge.stored.deviceID else {
      throw APIError(
        .deviceIsThis, "this is the device that you are on",
        hint: "throw it out on another device, or with a backup: `signet revoke --from-backup FILE DEVICE`")
    }
    return try RevocationPlan(
      throwing: device, of: knowledge.devices, present: knowledge.stored.deviceID, reason: reason,
      rotatesAccount: false)
  }

  private func contents(
    _ word: DeviceWord, _ knowledge: AccountKnowledge, _ reason: RevokedDevice.Reason, _ revoked: inout RevocationPlan?
  ) throws -> [StatementContent] {
    switch word {
    case .targets(let targets):
      return targets.map { request.say == .object ? .objection($0) : .countersignature($0) }
    case .revocation:
      let plan = try plan(knowledge, reason)
      revoked = plan
      return [try plan.statement(knowledge.log)]
    }
  }

  /// The log's rules decide; what does not count is not said.
  /// - Throws: `APIError.approvalRefused`.
  private func check(_ state: LogState, _ said: [StatementHash], _ device: KnownDevice?) throws {
    let said = Set(said)
    let isRefused = state.failures.contains { $0.id.map(said.contains) == true }
    guard isRefused || state.pending.contains(where: { said.contains($0.statement) }) else { return }
    throw APIError(
      .approvalRefused,
      "this device may not vouch for \(device?.shown ?? "that"): it is no older than it, or too new itself",
      hint: "do it on an older full device, or with the words of the recovery kit: --words")
  }

  private func event(_ device: KnownDevice?, _ signer: Signer) -> AccountEvent {
    let who = signer.isRecovery ? "the recovery key" : "this device"
    let what = device?.shown ?? ""
    let text =
      switch request.say {
      case .approve: "\(who) approved the device \(what), which counts at once"
      case .revoke: "\(who) has the device \(what) thrown out"
      case .object where device == nil: "\(who) objected to another account key"
      case .object: "\(who) objected to what the log says of the device \(what)"
      }
    var details = ["say": request.say.rawValue]
    details["deviceId"] = device?.id.text
    return AccountEvent(
      at: .now(), kind: signer.isRecovery ? .recoveryUsed : .deviceApproved, text: text, details: details)
  }

  private static let keysStay =
    "the account's shared keys are the same, and Jami's revocation list does not name the device: on a full device, "
    + "`signet key rotate receive` makes new ones"
}

extension StatementJob {
  /// Who says it.
  enum Signer {
    case recovery(Ed25519PrivateKey)
    case device(StatementMaker.Author, account: PrivateKey)

    var isRecovery: Bool { if case .recovery = self { true } else { false } }

    func maker(_ log: AccountLog, under account: AccountFingerprint) -> StatementMaker {
      switch self {
      case .recovery(let key):
        StatementMaker(log: log, author: .recovery, account: nil, recovery: key, under: account)
      case .device(let author, let key): StatementMaker(log: log, author: author, account: key)
      }
    }
  }

  /// - Throws: `RecoveryError.recoveryKeyWrong`, `kitMissing`; `APIError.wordsNeeded`, `approvalRefused`;
  ///   `IdentityError.deviceRevoked`; what asking and opening throw.
  private func signer(_ folder: AccountFolder, _ database: AccountDatabase) throws -> Signer {
    if request.words {
      guard let known = try RecoveryKeys(database, now: .now()).known else {
        throw RecoveryError(.kitMissing, "the account has no recovery key, so no words can be of it")
      }
      let key = try Ed25519PrivateKey(seed: try bench.talk { try $0.seed() })
      guard KeyID(ofSPKI: key.publicKey.spki) == known else { throw RecoveryKeys.wrong }
      return .recovery(key)
    }
    guard request.say == .approve else { return .recovery(try archived(folder, database)) }
    let knowledge = try AccountKnowledge(database, now: .now())
    try knowledge.requireMember()
    try folder.requireArchive()
    guard knowledge.isMature else {
      throw APIError(
        .approvalRefused, "this device is itself too new to vouch for another one",
        hint: "do it on an older full device, or with the words of the recovery kit: --words")
    }
    let own = try bench.openOwn(folder, offers: request.offers)
    let author = StatementMaker.Author.device(
      knowledge.stored.deviceID, try bench.signingKey(folder, database),
      try database.keys().inUse(.signing)?.algorithm ?? .pss)
    return .device(author, account: own.opened.archive.accountKey)
  }

  /// The recovery key by its seed in the archive.
  private func archived(_ folder: AccountFolder, _ database: AccountDatabase) throws -> Ed25519PrivateKey {
    let needed = APIError(
      .wordsNeeded, "it takes the recovery key, whose seed is not on this device",
      hint: "name the words of the recovery kit: --words, or --words-file FILE")
    guard !folder.isLeaf, !folder.keysAreDestroyed else { throw needed }
    let own = try bench.openOwn(folder, offers: request.offers)
    guard let key = try RotationRecovery(bench: bench, asksForWords: false).key(of: own.opened.archive, database) else {
      throw needed
    }
    return key
  }
}
