import AccountArchive
import AccountStore
import DaemonAPI
import Ethereum
import GnuTLS
import Identity
import Platform

/// Makes a new account and its first device.
struct CreateJob {
  let bench: Workbench
  let request: CreateRequest

  func run() throws -> JobOutcome {
    let token = try request.token.map { try WorkerToken.begin(bench, try TokenURL($0)) }
    let spare = try SpareDeviceKey(bench: bench)
    let forge = try KeyForge(count: spare.isThere ? 2 : 3, progress: bench.progress)
    let handed = try bench.collect((request.noPassword ? [] : [.newPassword]) + (token == nil ? [] : [.tokenPIN]))
    guard let secret = request.noPassword ? ArchiveSecret.none : handed[.newPassword] else {
      throw ArchiveError(.passwordNeeded, "no password for the new account was handed over")
    }
    guard let token else { return try make(forge, spare, secret, signing: nil) }
    let outcome = try token.making(pin: handed[.tokenPIN]) { try make(forge, spare, secret, signing: $0) }
    if let account = outcome.result.id { token.adopt(account: account) }
    return outcome
  }

  private func make(
    _ forge: KeyForge, _ spare: SpareDeviceKey, _ secret: ArchiveSecret, signing: TokenKey?
  ) throws -> JobOutcome {
    forge.showProgress()
    let writing = try WriteSecret(secret)
    let keys = try gather(forge, spare)
    bench.progress.enter(.writing)
    let now = UnixTime.now()
    let account = try AccountCreation.assemble(
      keys: keys, displayName: request.displayName, deviceName: request.deviceName ?? bench.machineName,
      scheme: writing.scheme, now: now)
    let arrival = AccountArrival(
      bench: bench, account: account.account, archive: account.archive, device: account.device, deviceKey: keys.device,
      revocations: RevocationSet(account: account.account.fingerprint), writing: writing, signing: signing)
    let result = try arrival.settle(
      origin: .created,
      event: AccountEvent(
        at: now, kind: .accountCreated, text: "the account was created",
        details: ["deviceId": account.device.device.id.text]))
    return JobOutcome(result: result, keys: arrival.keys)
  }

  /// The spare key is taken last, so that an operation that is given up before does not use it up.
  private func gather(_ forge: KeyForge, _ spare: SpareDeviceKey) throws -> AccountCreation.Keys {
    var made = try forge.wait()
    if made.count < 3 { made.append(try spare.takeOrMake()) }
    return AccountCreation.Keys(
      authority: made[0], account: made[1], device: made[2], ethereum: try EthereumKey.generate(),
      recoverySeed: try Secret(count: SignetFields.seedSize) { try Random.fill($0) })
  }
}
