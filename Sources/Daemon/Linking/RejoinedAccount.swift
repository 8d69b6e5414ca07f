import AccountArchive
import AccountStore
import DaemonAPI
import Files
import FoundationEssentials
import GnuTLS
import Identity
import JOSE
import Linking
import Platform

/// An account that is here already and whose machine was linked again: it becomes another device, in one journaled
/// change, and all that it knows stays. The device that it was is thrown out by its own word as superseded, once the new
/// one has signed; see `FormerDeviceKeeper`.
struct RejoinedAccount {
  let joined: JoinedAccount
  let state: LinkedState
  let device: Device
  let folder: AccountFolder

  private var bench: Workbench { joined.bench }
  private var now: UnixTime { joined.now }

  /// - Throws: `LinkingError.linkAnswerRefused`; what `AccountChange.run` throws. The account is then as it was.
  func settle() throws -> OperationResult {
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    var stored = try database.account()
    // The answer was taken in before, and cut off after that.
    guard stored.deviceID != device.id else { return joined.result(device, state) }
    let former = stored.deviceID
    let log = try unitedLog(database)
    let isOut = try isOut(former, log, database)
    guard joined.answer.grant.role == .full || folder.isLeaf || isOut else { throw LinkAnswerRefusal.leafWithArchive }
    // Else what is left of the old keys would be the new device's to keep.
    if try KeyDestruction(folder, database).isUnfinished {
      try KeyDestruction(folder, database).run(DestructionJob.event(former, "cutOff", now), now: now)
    }
    let farewell = try log.flatMap { try lastWord(of: former, log: $0, database) }
    stored.account = joined.account
    stored.recovery = state.recovery
    stored.scheme = joined.answer.grant.role == .full ? state.scheme : .none
    stored.deviceID = device.id
    stored.receipt = joined.answer.receipt
    let rows = try newRows(try database.keys(), isOut: isOut)
    let records = try RejoinedRecords(state: state, device: device, database: database)
    var files: [AccountFolder.File: Secret] = [
      .device: try DeviceFile.serialise(key: joined.keys.device, chain: joined.answer.chain)
    ]
    var removing: [AccountFolder.File] = [.destroyedMark]
    if case .full(let archive) = joined.answer.grant {
      files[.archive] = archive
      removing.append(.leafMark)
    } else {
      if !folder.isLeaf { files[.leafMark] = try Secret(copying: []) }
      removing.append(.archive)
    }
    removing.removeAll { !FileReader.exists(folder.path(of: $0)) }
    let (written, account, ids) = (stored, joined.account, try database.jamiIDs())
    try AccountChange(.relinking, of: folder, in: bench.data, id: try bench.newChangeID(), now: now).run(
      files: files, removing: removing, event: event(former, isOut: isOut),
      database: database,
      check: { file, path in
        switch file {
        case .archive: try joined.check(path, account, state.scheme)
        case .device: _ = try DeviceFile.read(path)
        case .database, .leafMark, .destroyedMark: break
        }
      },
      record: { writer in
        // The retired ones while the account is still the former device's: their certificates are that one's.
        for row in rows where !row.isInUse { try writer.save(row) }
        try writer.save(written)
        // The account may have another key than when this machine was last in it.
        if ids.last != account.id { try writer.set(jamiIDs: ids.filter { $0 != account.id } + [account.id]) }
        try records.save(writer)
        if isOut { try writer.destroyOwnKeys(at: now) }
        for row in rows where row.isInUse { try writer.save(row) }
        if let log { try writer.save(log, isOwn: true, now: now) }
        try writer.set(FormerDeviceKeeper.name, farewell.map { Data($0.bytes).base64EncodedString() })
        // That was the former device.
        try OwnRevocation.forget(writer)
      })
    var result = joined.result(device, state)
    if !isOut { result.supersedes = former.text }
    if farewell == nil, log?.state(at: now).revokes(KeyID(former)) != true {
      result.warnings.append(
        "the device that this machine was, \(former.text), could not be thrown out by its own key: do it on a full "
          + "device, `signet device revoke \(former.text.prefix(8))`")
    }
    return result
  }

  /// Whether the device that this machine was is out: as this machine has it, or as the approving one does.
  private func isOut(_ former: DeviceID, _ log: AccountLog?, _ database: AccountDatabase) throws -> Bool {
    try folder.keysAreDestroyed || OwnRevocation.isRevoked(database) || state.revocations.revokes(key: former)
      || log?.state(at: now).revokes(KeyID(former)) == true
  }

  /// What both know.
  private func unitedLog(_ database: AccountDatabase) throws -> AccountLog? {
    guard let own = try database.ownLog() else { return state.log }
    guard let handed = state.log else { return own }
    return try own.merging(handed)
  }

  /// The former device's last word: it is out, as superseded. It may always say so of itself, and nobody else can say it
  /// in its name. Nil where it is out already, or its key is not at hand.
  private func lastWord(
    of former: DeviceID, log: AccountLog, _ database: AccountDatabase
  ) throws -> SignedStatement? {
    guard let logged = log.state(at: now).device(former), !log.state(at: now).revokes(KeyID(former)),
      let row = try database.keys().inUse(.signing), KeyID(row.keyID) == logged.keys.signing,
      // The warning says what is to be done then.
      let key = try? bench.signingKey(folder, database)
    else { return nil }
    let maker = StatementMaker(log: log, author: .device(former, key, row.algorithm), account: nil)
    let revoked = try RevokedDevice(device: former, keys: logged.keys.all, reason: .superseded)
    // A log that lacks what the device once wrote takes nothing more by it.
    return try? maker.make(.deviceRevoked(revoked))
  }

  /// The new device's own keys, and what of the shared ones is not here; the former ones are retired. Of a device that
  /// was thrown out nothing is left of its own; the shared ones are those that are handed over.
  private func newRows(_ rows: [StoredKey], isOut: Bool) throws -> [StoredKey] {
    let vault = KeyVault(dataKey: try bench.data.dataKey(), account: folder.id)
    var all = rows
    var changed: [StoredKey] = []
    for place in all.indices where !all[place].purpose.isShared && all[place].isInUse {
      all[place].retiredAt = now
      if !isOut { changed.append(all[place]) }
    }
    let own = try joined.keys.rows(vault, signing: joined.answer.signing, above: rows, now: now)
    changed += own
    all += own
    for handed in joined.answer.keys.sorted(by: { $0.generation < $1.generation }) {
      let key: PrivateKey
      do throws(GnuTLSError) { key = try PrivateKey(serialised: handed.file) } catch { throw StateFields.unfit("keys") }
      let purpose: KeyPurpose = handed.purpose == .receive ? .receive : .sync
      let id = DeviceID(of: key.publicKey)
      if let place = all.firstIndex(where: { $0.purpose == purpose && $0.keyID == id }) {
        if all[place].isDestroyed, isOut {
          var row = try vault.seal(
            key, purpose: purpose, generation: all[place].generation, createdAt: all[place].createdAt)
          row.retiredAt = handed.retiredAt
          all[place] = row
          changed.append(row)
          continue
        }
        guard all[place].isInUse, let retiredAt = handed.retiredAt else { continue }
        all[place].retiredAt = retiredAt
        changed.append(all[place])
        continue
      }
      // Two devices may have given one number to two keys: a key is never written over.
      let taken = all.filter { $0.purpose == purpose }.map(\.generation)
      var row = try vault.seal(
        key, purpose: purpose,
        generation: taken.contains(handed.generation) ? (taken.max() ?? 0) + 1 : handed.generation,
        createdAt: handed.createdAt)
      row.retiredAt = handed.retiredAt
      all.append(row)
      changed.append(row)
    }
    guard all.areComplete else { throw StateFields.unfit("keys") }
    return changed
  }

  private func event(_ former: DeviceID, isOut: Bool) -> AccountEvent {
    AccountEvent(
      at: now, kind: .deviceAdded,
      text: "this machine was linked again, as \(device.name), a \(device.role.rawValue) device",
      details: [
        "deviceId": device.id.text, "name": device.name, "role": device.role.rawValue,
        "approver": joined.approver.text, isOut ? "former" : "supersedes": former.text,
      ])
  }
}

/// Why an answer is not taken that authenticates.
enum LinkAnswerRefusal {
  static let leafWithArchive = LinkingError(
    .linkAnswerRefused, "this machine holds the account's archive, and was linked as a leaf, which holds none",
    hint: "link it with `--role full`, or say `signet account forget` here first")
}
