import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Opens the recovery key with words. Of an account that is here it vouches for this device, which then need not wait
/// for its time. The archive stays closed: the recovery key needs nobody's leave.
struct RecoveryJob {
  let bench: Workbench
  let account: String?

  func run() throws -> JobOutcome {
    guard let account else {
      let key = try RecoverySeed.key(of: try bench.talk { try $0.seed() })
      var result = OperationResult()
      result.recoveryKey = key.text
      return JobOutcome(result: result)
    }
    let folder = try bench.folder(account)
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    let stored = try database.account()
    guard let log = try database.ownLog() else { throw RecoveryKeys.pending }
    let key = try Ed25519PrivateKey(seed: try bench.talk { try $0.seed() })
    let now = UnixTime.now()
    let vouching = try RecoveryKeys.vouching(for: stored.deviceID, in: log, with: key, now: now)
    if let vouching {
      bench.progress.enter(.writing)
      try database.write { writer in
        try writer.save(vouching, isOwn: true, now: now)
        try writer.append(
          AccountEvent(
            at: now, kind: .recoveryUsed, text: "the recovery key vouched for this device",
            details: ["deviceId": stored.deviceID.text]))
      }
    }
    var result = OperationResult()
    result.id = folder.id.text
    result.deviceId = stored.deviceID.text
    result.recoveryKey = KeyID(ofSPKI: key.publicKey.spki).text
    result.vouched = vouching != nil
    return JobOutcome(result: result)
  }
}
