import DaemonAPI
import Files
import Glibc
import Platform
import Testing

extension RealDaemonTests {
  @Suite(.serialized) struct AccountTests {
    @Test func `a device is renamed without the archive, and the log and the watchers are told`() async throws {
      let daemon = try await RunningDaemon()
      let id = try await daemon.restore()
      let device = try #require(try await daemon.client.devices(account: id).devices.first)
      let watching = Task {
        var kinds: [String] = []
        struct Enough: Error {}
        do {
          try await daemon.client.watchEvents(after: "\(id):0") { event, cursor in
            kinds.append(event.kind)
            if kinds.count == 3 { throw Enough() }
          }
        } catch is Enough {}
        return kinds
      }
      let renamed = try await daemon.client.renameDevice(account: id, device: device.deviceId, name: "  laptop ")
      #expect(renamed.name == "laptop" && renamed.isThis)
      #expect(try await watching.value == ["accountRestored", "keysMade", "deviceRenamed"])
      let log = try await daemon.client.log(account: id)
      #expect(log.events.map(\.kind) == ["accountRestored", "keysMade", "deviceRenamed"])
      #expect(try await daemon.client.log(account: id, after: 1, limit: 1).events.map(\.number) == [2])
      await #expect(throws: ErrorReport(code: "deviceNotFound", reason: "")) {
        _ = try await daemon.client.renameDevice(
          account: id, device: String(repeating: "0", count: 64), name: "x")
      }
    }

    @Test func `a merge adds and never takes away, and renewal keeps the device`() async throws {
      let daemon = try await RunningDaemon()
      let secret = try password("contacts+crl for developers")
      let path = Fixture.jami("contacts-crl.gz")
      let id = try #require(
        try await daemon.follow(daemon.client.restore(RestoreRequest(path: path)), [.password: secret]).id)
      let before = try await daemon.client.account(id)
      let merged = try await daemon.follow(
        daemon.client.restore(RestoreRequest(path: path, merge: true)), [.password: secret])
      #expect(merged.merge == MergeSummary(contactsAdded: 0, contactsChanged: 0, revocationsAdded: 0, settingsAdded: 0))
      let after = try await daemon.client.account(id)
      #expect(after.contacts == before.contacts && after.revokedCount == 1 && after.deviceId == before.deviceId)

      let renewed = try await daemon.follow(
        daemon.client.renewDevice(account: id, device: before.deviceId, RenewalRequest()), [.password: secret])
      #expect(renewed.deviceId == before.deviceId)
      let device = try #require(try await daemon.client.devices(account: id).devices.first { $0.isThis })
      #expect(device.expires?.seconds == renewed.expires)
    }

    @Test func `a file is replaced by a backup only when it is one of this account, or by force`() async throws {
      let daemon = try await RunningDaemon()
      let id = try await daemon.restore()
      let files = TemporaryHome()
      try AtomicFile.create(files("note"), with: Array("keep me".utf8))
      try AtomicFile.create(files("other"), with: try FileReader.read(Fixture.jami("ascii.gz"), limit: 1 << 20))
      for name in ["note", "other"] {
        let before = try FileReader.read(files(name), limit: 1 << 20)
        #expect(
          try await daemon.code(of: daemon.client.backUp(account: id, BackupRequest(path: files(name)))) == "fileExists"
        )
        #expect(try FileReader.read(files(name), limit: 1 << 20) == before)
      }
      for _ in 0..<2 {
        _ = try await daemon.follow(daemon.client.backUp(account: id, BackupRequest(path: files("mine"))))
      }
      _ = try await daemon.follow(daemon.client.backUp(account: id, BackupRequest(path: files("note"), force: true)))
      #expect(try Folder.list(files.path) == ["mine", "note", "other"])
      #expect(try FileReader.status(files("mine")).mode == 0o600)
    }
  }

  @Suite(.serialized) struct DoctorTests {
    @Test func `each thing that is broken is found, with the account it is about`() async throws {
      let daemon = try await RunningDaemon()
      let id = try await daemon.restore()
      let account = daemon.home("accounts") + "/" + id
      #expect(Set(try await found(daemon)).isSubset(of: ["noArchivePassword", "noRecoveryKit", "memoryLockLimit"]))

      chmod(account + "/archive.gz", 0o644)
      #expect(try await found(daemon).contains("permissionsTooWide"))
      chmod(account + "/archive.gz", 0o600)

      let archive = try FileReader.read(account + "/archive.gz", limit: 1 << 20)
      try AtomicFile.replace(account + "/archive.gz", with: [0x1f, 0x8b] + Array("not an archive any more".utf8))
      #expect(try await found(daemon).contains("archiveUnreadable"))
      unlink(account + "/archive.gz")
      #expect(try await found(daemon).contains("accountIncomplete"))
      try AtomicFile.replace(account + "/archive.gz", with: archive)

      let device = try FileReader.read(account + "/device.pem", limit: 1 << 20)
      try AtomicFile.replace(account + "/device.pem", with: Array("no key".utf8))
      #expect(try await found(daemon).contains("deviceKeyMismatch"))
      try AtomicFile.replace(account + "/device.pem", with: device)

      let entry = JournalEntry(
        id: "left", operation: "renewal", account: id, phase: "begun", startedAt: UnixTime(seconds: 1))
      try Journal(folder: daemon.home("journal")).begin(entry)
      #expect(try await found(daemon).contains("journalLeftover"))
      try Journal(folder: daemon.home("journal")).end("left")
      #expect(Set(try await found(daemon)).isSubset(of: ["noArchivePassword", "noRecoveryKit", "memoryLockLimit"]))
    }

    private func found(_ daemon: RunningDaemon) async throws -> [String] {
      let findings = try await daemon.client.doctor().findings
      for finding in findings { #expect(!finding.cause.isEmpty && !finding.cure.isEmpty) }
      return findings.map(\.id)
    }
  }
}
