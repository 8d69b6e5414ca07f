import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Puts certificates that a full device has renewed for this leaf into their places, or those of an account key that
/// another device has made: key file and database together, or not at all.
struct CertificateJob {
  let bench: Workbench
  let account: String

  func run() throws -> JobOutcome {
    let folder = try bench.folder(account)
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    var result = OperationResult()
    result.id = folder.id.text
    let now = UnixTime.now()
    if let takeover = try AccountTakeover(database, now: now) {
      // With a password it waits for the next operation that has it.
      if folder.isLeaf {
        try bench.takeOver(takeover, folder, database)
      } else if try ArchiveReader.isEncrypted(path: folder.archivePath) == false {
        _ = try bench.openPresent(folder, with: .none)
      }
      return JobOutcome(result: result)
    }
    guard folder.isLeaf, let install = try CertificateInstall(database, now: now) else {
      return JobOutcome(result: result)
    }
    let file = try folder.device()
    bench.progress.enter(.writing)
    let end = install.chain.map(\.notAfter).min() ?? now
    try AccountChange(.renewal, of: folder, in: bench.data, id: try bench.newChangeID(), now: now).run(
      files: [.device: try DeviceFile.serialise(key: file.key, chain: install.chain)],
      event: AccountEvent(
        at: now, kind: .deviceRenewed,
        text: "certificates that another device has renewed are in use; the first of them ends \(end.text)",
        details: ["deviceId": install.device.id.text]),
      database: database,
      check: { _, path in _ = try DeviceFile.read(path) },
      record: { try install.save($0) })
    result.deviceId = install.device.id.text
    result.expires = install.chain[0].notAfter.seconds
    return JobOutcome(result: result)
  }
}
