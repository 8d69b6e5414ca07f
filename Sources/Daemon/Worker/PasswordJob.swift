import AccountArchive
import AccountStore
import DaemonAPI
import Identity
import Platform

/// Changes what protects the account's own archive: another password, a raw key, or nothing.
struct PasswordJob {
  let bench: Workbench
  let account: String
  let request: PasswordRequest

  func run() throws -> JobOutcome {
    let folder = try bench.fullFolder(account)
    let handed = try bench.collect(try slots(folder))
    guard let target = request.noPassword ? ArchiveSecret.none : handed[.newPassword] else {
      throw ArchiveError(.passwordNeeded, "no new password was handed over")
    }
    let opened = try bench.openPresent(folder, with: handed[.password] ?? ArchiveSecret.none)
    bench.progress.enter(.writing)
    let bytes = try ArchiveWriter.serialise(opened.archive, secret: target)
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    var stored = try database.account()
    stored.scheme = target.scheme
    let now = UnixTime.now()
    let change = AccountChange(.passwordChange, of: folder, in: bench.data, id: try bench.newChangeID(), now: now)
    try change.run(
      files: [.archive: bytes],
      event: AccountEvent(
        at: now, kind: .passwordChanged, text: Self.text(target.scheme), details: ["scheme": target.scheme.rawValue]),
      database: database,
      check: { _, path in try bench.readBack(path, with: target, expecting: opened.archive) },
      record: { try $0.save(stored) })
    var result = OperationResult(warnings: opened.archive.warnings.map(\.text))
    result.id = folder.id.text
    result.hasPassword = target.scheme != .none
    let keys = KeyMaking.ifNeeded(bench, folder, opened.archive, writing: { try WriteSecret(target) })
    return JobOutcome(result: result, keys: keys)
  }

  private func slots(_ folder: AccountFolder) throws -> [SecretSlot] {
    var slots = request.offers.filter { $0 == .password }
    if try ArchiveReader.isEncrypted(path: folder.archivePath) == true { slots.append(.password) }
    if !request.noPassword { slots.append(.newPassword) }
    return slots
  }

  private static func text(_ scheme: ArchiveScheme) -> String {
    switch scheme {
    case .none: "the archive's password was taken away"
    case .password: "the archive has a new password"
    case .key: "the archive has a new key"
    }
  }
}
