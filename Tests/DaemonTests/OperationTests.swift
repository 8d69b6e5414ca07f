import DaemonAPI
import Files
import Glibc
import Platform
import Testing

extension RealDaemonTests {
  @Suite(.serialized) struct OperationTests {
    @Test func `an account is made, backed up, changed, and comes back in a second home as a second device`()
      async throws
    {
      let daemon = try await RunningDaemon()
      let client = daemon.client
      let made = try await daemon.follow(
        client.create(CreateRequest(displayName: "Ann", deviceName: "desk")), [.newPassword: try password("one")])
      let id = try #require(made.id)
      #expect(made.recovery == "none" && made.hasPassword == true)
      let status = try await client.status()
      #expect(status.id == id && status.role == "full" && status.nextExpiry != nil)
      #expect(["making", "ready"].contains(status.keys))

      let backup = daemon.home("backup.gz")
      #expect(
        try await daemon.code(
          of: client.backUp(account: id, BackupRequest(path: backup)), [.password: try password("one")])
          == "badRequest",
        "not inside the data folder")
      let elsewhere = TemporaryHome()
      let written = try await daemon.follow(
        client.backUp(account: id, BackupRequest(path: elsewhere("b.gz"))), [.password: try password("one")])
      #expect(written.bytes == (try FileReader.status(elsewhere("b.gz")).size))

      _ = try await daemon.follow(
        client.changePassword(account: id, PasswordRequest()),
        [.password: try password("one"), .newPassword: try password("two")])
      #expect(
        try await daemon.code(
          of: client.restore(RestoreRequest(path: elsewhere("b.gz"))), [.password: try password("one")])
          == "accountExists")

      let second = try await RunningDaemon()
      let restored = try await second.follow(
        second.client.restore(RestoreRequest(path: elsewhere("b.gz"), deviceName: "travel")),
        [.password: try password("one")])
      #expect(restored.id == id && restored.deviceId != made.deviceId)
      #expect(try await second.client.devices(account: id).devices.map(\.name) == ["travel"])
    }

    @Test func `a failed restore leaves the folder as it was`() async throws {
      let daemon = try await RunningDaemon()
      let id = try await daemon.restore()
      let files = TemporaryHome()
      try AtomicFile.create(files("alien"), with: Array("Dear diary".utf8))
      let encrypted = try FileReader.read(Fixture.jami("ascii.gz"), limit: 1 << 20)
      try AtomicFile.create(files("short"), with: Array(encrypted.prefix(40)))
      try AtomicFile.create(files("cut"), with: Array(encrypted.dropLast(100)))
      let cases: [(String, [SecretSlot: HandedSecret], String)] = [
        (Fixture.jami("ascii.gz"), [.password: try password("wrong")], "wrongPasswordOrDamaged"),
        (Fixture.jami("ascii.gz"), [.password: .none], "passwordNeeded"),
        (
          files("cut"), [.password: try password("correct horse battery staple for developers")],
          "wrongPasswordOrDamaged"
        ),
        (files("short"), [.password: try password("x")], "truncated"),
        (files("alien"), [:], "json"),
        (files("missing"), [:], "fileNotFound"),
        (Fixture.jami("nopass.gz"), [:], "accountExists"),
      ]
      let before = try daemon.home.tree()
      for (path, secrets, code) in cases {
        #expect(
          try await daemon.code(of: daemon.client.restore(RestoreRequest(path: path)), secrets) == code, "\(path)")
        #expect(try daemon.home.tree() == before, "\(path)")
      }
      #expect(try await daemon.client.accounts().accounts.map(\.id) == [id])
    }

    @Test func `an operation that waits for a password is cancelled at once, and the account is free again`()
      async throws
    {
      let daemon = try await RunningDaemon()
      let id = try await daemon.restore()
      let waiting = try await daemon.client.changePassword(account: id, PasswordRequest())
      await #expect(throws: ErrorReport(APIError(.accountBusy, ""))) {
        _ = try await daemon.client.changePassword(account: id, PasswordRequest(noPassword: true))
      }
      await #expect(throws: ErrorReport(APIError(.accountBusy, ""))) {
        _ = try await daemon.client.forget(account: id, dryRun: false)
      }
      let ended = try await daemon.client.cancel(operation: waiting.id)
      #expect(ended.state == .failed && ended.error?.code == "operationCancelled")
      #expect(try await daemon.client.forget(account: id, dryRun: false).id == id)
      #expect(try await daemon.client.accounts().accounts.isEmpty)
    }

    @Test func `lock ends who waits and tells how many`() async throws {
      let daemon = try await RunningDaemon()
      _ = try await daemon.client.restore(RestoreRequest(path: Fixture.jami("ascii.gz")))
      var status = try await daemon.client.status()
      #expect(!status.locked && status.operations == 1)
      let answer = try await daemon.client.lock()
      #expect(answer.locked && answer.ended + answer.finished == 1)
      status = try await daemon.client.status()
      #expect(status.locked && status.operations == 0)
    }

    @Test func `a worker that is killed is told as such, and nothing of its work is left`() async throws {
      let daemon = try await RunningDaemon()
      let operation = try await daemon.client.create(CreateRequest(displayName: "Ann", noPassword: true))
      let worker = try #require(try daemon.workers().first)
      kill(worker, SIGKILL)
      #expect(try await daemon.code(of: operation) == "workerDied")
      #expect(try await daemon.client.accounts().accounts.isEmpty)
      #expect(try Folder.list(daemon.home("accounts")).isEmpty)
    }

    @Test func `progress of a key in the making comes at least every 250 ms`() async throws {
      let daemon = try await RunningDaemon()
      var operation = try await daemon.client.create(CreateRequest(displayName: "Ann", noPassword: true))
      var phases: [Progress.Phase] = []
      var last = ContinuousClock.now
      var longest = Duration.zero
      while !operation.isOver {
        operation = try await daemon.client.operation(operation.id, after: operation.revision, waitingSeconds: 10)
        if let progress = operation.progress {
          if progress.phase == .generatingKeys && phases.last == .generatingKeys { longest = max(longest, .now - last) }
          phases.append(progress.phase)
        }
        last = .now
      }
      #expect(operation.state == .done)
      #expect(phases.contains(.generatingKeys))
      // Twice the promise: the test machine may be busy.
      #expect(longest < .milliseconds(500))
    }
  }
}
