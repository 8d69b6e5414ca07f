import AccountArchive
import AccountStore
import DaemonAPI
import Files
import Glibc
import GnuTLS
import Identity
import Platform

/// What every job of a worker needs: the task, the folder it works in, and the ways to the daemon and to the person.
struct Workbench: Sendable {
  let task: WorkerTask
  let channel: WorkerChannel
  let progress: ProgressReporter
  let data: DataFolder

  init(task: WorkerTask, channel: WorkerChannel, progress: ProgressReporter) {
    self.task = task
    self.channel = channel
    self.progress = progress
    data = DataFolder(path: task.dataFolder)
  }

  func perform(_ work: WorkerTask.Work) throws -> JobOutcome {
    switch work {
    case .create(let request): try CreateJob(bench: self, request: request).run()
    case .backup(let account, let request): try BackupJob(bench: self, account: account, request: request).run()
    case .restore(let request): try RestoreJob(bench: self, request: request).run()
    case .passwordChange(let account, let request):
      try PasswordJob(bench: self, account: account, request: request).run()
    case .renewal(let account, let device, let request):
      try RenewalJob(bench: self, account: account, device: device, request: request).run()
    case .revocation(let account, let device, let request):
      try RevocationJob(bench: self, account: account, device: device, request: request).run()
    case .receiveRotation(let account, let request):
      try ReceiveRotationJob(bench: self, account: account, request: request).run()
    case .accountRotation(let account, let request):
      try AccountRotationJob(bench: self, account: account, request: request).run()
    case .deviceRotation(let account, let request):
      try DeviceRotationJob(bench: self, account: account, request: request).run()
    case .keys(let account, let request): try KeysJob(bench: self, account: account, request: request).run()
    case .unlock(let account, let request): try UnlockJob(bench: self, account: account, request: request).run()
    case .kit(let account, let request): try KitJob(bench: self, account: account, request: request).run()
    case .rehearsal(let account, let request): try RehearsalJob(bench: self, account: account, request: request).run()
    case .recovery(let account): try RecoveryJob(bench: self, account: account).run()
    case .spareKey: try SpareKeyJob(bench: self).run()
    case .certificates(let account): try CertificateJob(bench: self, account: account).run()
    case .statement(let account, let request):
      try StatementJob(bench: self, account: account, request: request).run()
    case .destruction(let account, let request, let isAsked):
      try DestructionJob(bench: self, account: account, request: request, isAsked: isAsked).run()
    case .join(let request): try JoinJob(bench: self, request: request).run()
    case .link(let account, let request): try LinkJob(bench: self, account: account, request: request).run()
    }
  }

  /// - Throws: `StoreError.accountNotFound`.
  func folder(_ account: String) throws -> AccountFolder { try data.existingAccount(try JamiID(parsing: account)) }

  /// The folder of an account whose archive is here.
  /// - Throws: `StoreError.accountNotFound`, `leafDevice`.
  func fullFolder(_ account: String) throws -> AccountFolder {
    let folder = try folder(account)
    try folder.requireArchive()
    return folder
  }

  /// Asks for secrets; see `SecretDesk`.
  func collect(_ slots: [SecretSlot]) throws -> [SecretSlot: ArchiveSecret] {
    try desk.collect(SecretSlot.allCases.filter { slots.contains($0) && $0 != .recoveryWords })
  }

  var desk: SecretDesk {
    SecretDesk(channel: channel, progress: progress, runtimeFolder: task.runtimeFolder, waitSeconds: task.secretSeconds)
  }

  /// Opens an archive, telling what takes the time.
  /// - Throws: `ArchiveError`.
  func open(_ path: String, with secret: ArchiveSecret) throws(ArchiveError) -> OpenedArchive {
    if case .password = secret { progress.enter(.derivingKey) } else { progress.enter(.readingArchive) }
    return try ArchiveReader.open(path: path, secret: secret)
  }

  /// Reads an archive that was just written and holds it against what it should be.
  /// - Throws: `ArchiveError`, `APIError.backupNotEqual`.
  func readBack(_ path: String, with secret: ArchiveSecret, expecting archive: Archive) throws {
    progress.enter(.readingBack)
    let differences = try ArchiveReader.open(path: path, secret: secret).archive.isEquivalent(to: archive)
    guard differences.isEmpty else {
      throw APIError(
        .backupNotEqual, "what was written reads back differently: \(differences.joined(separator: ", "))",
        hint: "the old file is in place; check the disk and the memory of this machine")
    }
  }

  /// What the machine calls itself, for a device that nobody named.
  var machineName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "device" }
    let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // A name that is no name of ours, for instance an empty one, is not the person's fault.
    return (try? PersonalName.checked(name)) ?? "device"
  }

  /// Names a change in journal and history.
  /// - Throws: `GnuTLSError`.
  func newChangeID() throws -> String { Hex.text(of: try Random.bytes(16)) }
}
