import AccountArchive
import AccountStore
import DaemonAPI
import Files
import GnuTLS
import Identity
import Linking
import Platform

/// An account that this machine was linked into, on its way into the data folder: as a whole, by one rename. One that is
/// here already stays, and takes on the new device; see `RejoinedAccount`.
struct JoinedAccount {
  let bench: Workbench
  let answer: LinkAnswer
  /// The device that approved.
  let approver: DeviceID
  let keys: JoiningKeys
  let now: UnixTime

  var account: Account {
    Account(
      displayName: answer.displayName, certificate: answer.chain[1], authority: answer.chain.dropFirst(2).first,
      ethereumAddress: answer.ethereumAddress, createdAt: answer.createdAt)
  }

  /// - Throws: `LinkingError.linkAnswerRefused` for keys or an archive that are none; `StoreError.accountExists` and whatever
  ///   the writes throw. The data folder is then as it was.
  func settle() throws -> OperationResult {
    let account = account
    let state = try LinkedState(answer.state, account: account.fingerprint, now: now)
    let deviceID = DeviceID(of: keys.device.publicKey)
    guard let device = state.devices.first(where: { $0.id == deviceID }),
      device.certificate == answer.chain[0], device.role == answer.grant.role, device.state == .active
    else { throw StateFields.unfit("devices") }
    if let folder = AccountHere(data: bench.data, now: now).folder(of: account.certificate.publicKey, log: state.log) {
      return try RejoinedAccount(joined: self, state: state, device: device, folder: folder).settle()
    }
    let stored = StoredAccount(
      account: account, origin: .linked, recovery: state.recovery,
      scheme: answer.grant.role == .full ? state.scheme : .none,
      deviceID: deviceID, receipt: answer.receipt)
    let rows = try storedKeys(account.id)
    let staged = try StagedAccount(account.id, in: bench.data)
    do {
      try write(staged, account, state.scheme)
      try staged.writeDatabase { writer in
        try writer.save(stored)
        try state.save(writer, now: now)
        for row in rows { try writer.save(row) }
        try writer.append(event(device))
      }
      bench.progress.enter(.finishing)
      _ = try staged.commit()
    } catch {
      staged.abandon()
      throw error
    }
    return result(device, state)
  }

  func result(_ device: Device, _ state: LinkedState) -> OperationResult {
    var result = OperationResult()
    result.id = account.id.text
    result.deviceId = device.id.text
    result.deviceName = device.name
    result.role = device.role.rawValue
    result.displayName = account.displayName
    result.recovery = state.recovery.rawValue
    return result
  }

  private func write(_ staged: StagedAccount, _ account: Account, _ scheme: ArchiveScheme) throws {
    switch answer.grant {
    case .leaf: try staged.writeLeafMark()
    case .full(let archive):
      try staged.write(archive: archive)
      try check(staged.folder.archivePath, account, scheme)
    }
    try staged.write(deviceKey: keys.device, chain: answer.chain)
    _ = try staged.folder.device()
  }

  /// What opens without a password must be this account's archive; what does not is told apart by its form.
  func check(_ path: String, _ account: Account, _ scheme: ArchiveScheme) throws {
    guard let isEncrypted = try ArchiveReader.isEncrypted(path: path), isEncrypted == (scheme != .none) else {
      throw StateFields.unfit("archive")
    }
    if !isEncrypted, JamiID(of: try bench.open(path, with: .none).archive.account.publicKey) != account.id {
      throw StateFields.unfit("archive")
    }
  }

  private func storedKeys(_ account: JamiID) throws -> [StoredKey] {
    let vault = KeyVault(dataKey: try bench.data.dataKey(), account: account)
    var rows = try keys.rows(vault, signing: answer.signing, above: [], now: now)
    for handed in answer.keys {
      let key: PrivateKey
      do throws(GnuTLSError) { key = try PrivateKey(serialised: handed.file) } catch { throw StateFields.unfit("keys") }
      var row = try vault.seal(
        key, purpose: handed.purpose == .receive ? .receive : .sync, generation: handed.generation,
        createdAt: handed.createdAt)
      row.retiredAt = handed.retiredAt
      rows.append(row)
    }
    guard rows.areComplete else { throw StateFields.unfit("keys") }
    return rows
  }

  private func event(_ device: Device) -> AccountEvent {
    AccountEvent(
      at: now, kind: .deviceAdded, text: "this device, \(device.name), was linked as a \(device.role.rawValue) device",
      details: [
        "deviceId": device.id.text, "name": device.name, "role": device.role.rawValue, "approver": approver.text,
      ])
  }
}
