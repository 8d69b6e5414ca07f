import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// An account on its way into the data folder, created or restored: as a whole, by one rename, or not at all.
struct AccountArrival {
  let bench: Workbench
  let account: Account
  let archive: Archive
  let device: EnrolledDevice
  let deviceKey: PrivateKey
  let revocations: RevocationSet
  let writing: WriteSecret
  /// The signing key, where it was made on a token: the account comes with it, or not at all.
  var signing: TokenKey?

  /// The keys that it lacks once it is settled.
  var keys: KeyMaking? {
    KeyMaking.ifNeeded(bench, bench.data.account(account.id), archive, writing: { writing })
  }

  /// - Throws: `StoreError.accountExists` and whatever the writes throw; the data folder is then as it was.
  func settle(origin: AccountOrigin, event: AccountEvent) throws -> OperationResult {
    bench.progress.enter(.writing)
    let staged = try StagedAccount(account.id, in: bench.data)
    do {
      try staged.write(archive: try writing.serialise(archive))
      try bench.readBack(staged.folder.archivePath, with: writing.opening, expecting: archive)
      try staged.write(deviceKey: deviceKey, chain: device.chain)
      _ = try staged.folder.device()
      try staged.writeDatabase { writer in
        try writer.save(
          StoredAccount(
            account: account, origin: origin, recovery: .none, scheme: writing.scheme, deviceID: device.device.id,
            receipt: device.receipt))
        try writer.save(device.device)
        try writer.save(archive.contacts)
        try writer.add(revocations)
        if let signing {
          try writer.save(signing.stored(generation: 1, archive: archive, revocations: revocations, now: event.at))
        }
        try writer.append(event)
      }
      bench.progress.enter(.finishing)
      _ = try staged.commit()
    } catch {
      staged.abandon()
      throw error
    }
    var result = OperationResult(warnings: archive.warnings.map(\.text))
    result.id = account.id.text
    result.deviceId = device.device.id.text
    result.recovery = RecoveryState.none.rawValue
    result.displayName = account.displayName
    result.hasPassword = writing.scheme != .none
    return result
  }
}
