import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// Renews this device's certificate, and those above it where they are due. Keys and IDs stay.
struct RenewalJob {
  let bench: Workbench
  let account: String
  let device: String
  let request: RenewalRequest

  func run() throws -> JobOutcome {
    let folder = try bench.fullFolder(account)
    let own = try bench.openOwn(folder, offers: request.offers)
    let (opened, secret) = (own.opened, own.secret)
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    var stored = try database.account()
    var record = try database.device(try DeviceID(parsing: device))
    guard record.id == stored.deviceID else {
      throw APIError(
        .deviceNotHere, "the device \(record.id) is another machine's",
        hint: "its certificate is renewed where its key is")
    }
    let now = UnixTime.now()
    var archive = opened.archive
    let renewed = try ChainRenewal.renewAccount(in: &archive, now: now)
    let file = try folder.device()
    let chain = try ChainRenewal.renewDevice(
      file.certificate, archive: archive, revocations: try database.revocations(of: stored.account.fingerprint),
      now: now)
    var files: [AccountFolder.File: Secret] = [.device: try DeviceFile.serialise(key: file.key, chain: chain)]
    bench.progress.enter(.writing)
    if !renewed.isEmpty {
      files[.archive] = try ArchiveWriter.serialise(archive, secret: secret, keepingSalt: opened.salt)
      let since = stored.account.createdAt
      stored.account = try Account(archive: archive)
      stored.account.createdAt = since
    }
    record.certificate = chain[0]
    try AccountChange(.renewal, of: folder, in: bench.data, id: try bench.newChangeID(), now: now).run(
      files: files, event: event(chain[0].notAfter, renewed, at: now), database: database,
      check: { file, path in
        switch file {
        case .archive: try bench.readBack(path, with: secret, expecting: archive)
        case .device: _ = try DeviceFile.read(path)
        case .database, .leafMark, .destroyedMark: break
        }
      },
      record: { writer in
        try writer.save(stored)
        try writer.save(record)
      })
    var result = OperationResult(warnings: archive.warnings.map(\.text))
    result.id = folder.id.text
    result.deviceId = record.id.text
    result.expires = chain[0].notAfter.seconds
    let keys = KeyMaking.ifNeeded(
      bench, folder, archive, writing: { try WriteSecret(secret, keepingSalt: opened.salt) })
    return JobOutcome(result: result, keys: keys)
  }

  private func event(
    _ end: UnixTime, _ above: [ExpiryForecast.Subject], at now: UnixTime
  ) -> AccountEvent {
    AccountEvent(
      at: now, kind: .deviceRenewed, text: "this device's certificate was renewed until \(end.text)",
      details: ["deviceId": device, "renewed": (above.map(\.rawValue) + ["deviceCertificate"]).joined(separator: " ")])
  }
}
