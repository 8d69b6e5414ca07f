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
  var recovery = RecoveryState.none
  /// Vouches for the device, where the person has shown it.
  var recoveryKey: Ed25519PrivateKey?
  /// The signing key, where it was made on a token: the account comes with it, or not at all.
  var signing: TokenKey?

  /// The keys that it lacks once it is settled. Without a look: a device that has just come lacks those of its own.
  var keys: KeyMaking {
    KeyMaking(
      bench: bench, folder: bench.data.account(account.id), archive: archive, writing: { writing },
      recovery: recoveryKey)
  }

  /// - Throws: `StoreError.accountExists` and whatever the writes throw; the data folder is then as it was.
  func settle(origin: AccountOrigin, event: AccountEvent) throws -> OperationResult {
    bench.progress.enter(.writing)
    let staged = try StagedAccount(account.id, in: bench.data)
    do {
      try staged.write(archive: try writing.serialise(archive))
      let isReadBack = try readBack(staged.folder.archivePath)
      try staged.write(deviceKey: deviceKey, chain: device.chain)
      _ = try staged.folder.device()
      try staged.writeDatabase { writer in
        try writer.save(
          StoredAccount(
            account: account, origin: origin, recovery: recovery, scheme: writing.scheme, deviceID: device.device.id,
            receipt: device.receipt))
        try writer.save(device.device)
        try writer.save(archive.contacts)
        try writer.add(revocations)
        if let signing {
          try writer.save(signing.stored(generation: 1, archive: archive, revocations: revocations, now: event.at))
        }
        try writer.append(event)
      }
      try isReadBack.wait()
      bench.progress.enter(.finishing)
      _ = try staged.commit()
    } catch {
      staged.abandon()
      throw error
    }
    var result = OperationResult(warnings: archive.warnings.map(\.text))
    result.id = account.id.text
    result.deviceId = device.device.id.text
    result.recovery = recovery.rawValue
    result.displayName = account.displayName
    result.hasPassword = writing.scheme != .none
    return result
  }

  /// On the other processor: each key that is read has to sign once, which takes long, and the rest need not wait for it.
  private func readBack(_ path: String) throws(SystemError) -> Meanwhile<Void, any Error> {
    try Meanwhile { [bench, writing, archive] () throws(any Error) in
      try bench.readBack(path, with: writing.opening, expecting: archive)
    }
  }
}
