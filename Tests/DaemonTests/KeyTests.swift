import AccountArchive
import AccountStore
import DaemonAPI
import Files
import Glibc
import GnuTLS
import Identity
import Platform
import Testing

extension RealDaemonTests {
  @Suite(.serialized) struct KeyTests {
    /// What an archive without a password has for the account's devices.
    private func fields(_ path: String) throws -> SignetFields {
      try SignetFields(try #require(try ArchiveReader.open(path: path, secret: .none).archive.signet))
    }

    private func ids(_ keys: [StoredKey], _ purpose: KeyPurpose) -> [DeviceID] {
      keys.filter { $0.purpose == purpose }.sorted { $0.generation < $1.generation }.map(\.keyID)
    }

    private func ids(_ keys: SharedKeys) throws -> [DeviceID] {
      try keys.entries.map { DeviceID(of: try PrivateKey(serialised: $0.key).publicKey) }
    }

    @Test
    func `a new account gets its keys after the answer, what comes meanwhile waits, and a restore has them`()
      async throws
    {
      let daemon = try await RunningDaemon()
      let client = daemon.client
      let creating = try await client.create(CreateRequest(displayName: "Ann", noPassword: true))
      let id = try #require(try await daemon.follow(creating).id)
      let making = try await client.operation(creating.id + 1)
      #expect(making.kind == .keyMaking && making.account == id)
      #expect(try await client.status().keys == "making")
      let files = TemporaryHome()
      let waiting = try await client.backUp(account: id, BackupRequest(path: files("b.gz")))
      #expect(waiting.kind == .backup && waiting.progress?.phase == .waitingForKeys)
      #expect(try await daemon.follow(waiting).warnings == [])
      #expect(try await client.status().keys == "ready")
      let made = try await client.operation(creating.id + 1)
      #expect(made.state == .done && made.result?.keys == ["signing", "wrap", "receive", "sync"])
      #expect(
        try await client.log(account: id).events.map(\.kind) == ["accountCreated", "keysMade", "backupMade"])

      let keys = try daemon.stored(id) { database, data in
        let keys = try database.keys()
        let vault = KeyVault(dataKey: try data.dataKey(), account: try JamiID(parsing: id))
        for key in keys { #expect(try PrivateKey(serialised: vault.open(key)).publicKey.spki == key.publicKey) }
        let account = try database.account().account
        let certificate = try #require(keys.inUse(.signing)?.certificate)
        #expect(certificate.isSigned(by: account.certificate.publicKey))
        #expect(certificate.subject.commonName == "Signet signing")
        return keys
      }
      #expect(keys.count == 4 && Set(keys.map(\.keyID)).count == 4)
      let archived = try fields(files("b.gz"))
      #expect(try ids(archived.receive) == ids(keys, .receive) && ids(archived.sync) == ids(keys, .sync))
      #expect(archived.recoverySeed != nil)

      let second = try await RunningDaemon()
      _ = try await second.follow(second.client.restore(RestoreRequest(path: files("b.gz"))))
      try await second.keysReady(id)
      let restored = try second.stored(id) { database, _ in try database.keys() }
      for purpose in KeyPurpose.allCases {
        #expect((ids(restored, purpose) == ids(keys, purpose)) == purpose.isShared, "\(purpose)")
      }
    }

    @Test func `a merge unites the keys that two places made on their own`() async throws {
      let files = TemporaryHome()
      let first = try await RunningDaemon()
      let id = try await first.restore()
      let second = try await RunningDaemon()
      _ = try await second.restore()
      _ = try await second.follow(second.client.backUp(account: id, BackupRequest(path: files("2.gz"))))
      let ours = try first.stored(id) { database, _ in ids(try database.keys(), .receive) }
      let theirs = try second.stored(id) { database, _ in ids(try database.keys(), .receive) }
      #expect(ours != theirs)
      _ = try await first.follow(first.client.restore(RestoreRequest(path: files("2.gz"), merge: true)))
      try first.stored(id) { database, _ in
        let keys = try database.keys()
        #expect(ids(keys, .receive) == ours + theirs)
        #expect(keys.inUse(.receive)?.keyID == theirs.first)
        #expect(keys.filter { $0.purpose == .receive && $0.isInUse }.count == 1)
      }
      #expect(try ids(fields(first.home("accounts/\(id)/archive.gz")).receive) == ours + theirs)
      _ = try await first.follow(first.client.backUp(account: id, BackupRequest(path: files("1.gz"))))
      _ = try await second.follow(second.client.restore(RestoreRequest(path: files("1.gz"), merge: true)))
      let both = try second.stored(id) { database, _ in ids(try database.keys(), .receive) }
      #expect(both == theirs + ours)
    }

    @Test func `a backup holds the contacts of the database, and brings the archive up to date`() async throws {
      let files = TemporaryHome()
      let daemon = try await RunningDaemon()
      let id = try await daemon.restore()
      let added = ArchiveContact(id: String(repeating: "e", count: 40), added: 1_795_219_200, confirmed: true)
      try daemon.stored(id) { database, _ in try database.write { try $0.save([added]) } }
      let archive = daemon.home("accounts/\(id)/archive.gz")
      #expect(try !ArchiveReader.open(path: archive, secret: .none).archive.contacts.map(\.id).contains(added.id))
      for _ in 0..<2 {
        _ = try await daemon.follow(
          daemon.client.backUp(account: id, BackupRequest(path: files("b.gz"), force: true)))
        for path in [archive, files("b.gz")] {
          let contacts = try ArchiveReader.open(path: path, secret: .none).archive.contacts
          #expect(contacts.filter { ContactMerge.areEqual($0, added) }.count == 1, "\(path)")
        }
      }
      let kinds = try await daemon.client.log(account: id).events.map(\.kind)
      #expect(kinds == ["accountRestored", "keysMade", "archiveUpdated", "backupMade", "backupMade"])
    }

    @Test func `keys that cannot be opened any more are named, and made anew or taken from the archive`() async throws {
      let files = TemporaryHome()
      let daemon = try await RunningDaemon()
      let id = try await daemon.restore()
      let before = try daemon.stored(id) { database, _ in try database.keys() }
      try AtomicFile.replace(daemon.home("data.key"), with: try Random.bytes(32))
      let findings = try await daemon.client.doctor().findings
      #expect(findings.filter { $0.id == "keyUnusable" }.count == 4)
      #expect(Set(findings.filter { $0.id == "keyUnusable" }.map(\.cure)) == ["signet key make --account \(id)"])
      let operation = try await daemon.client.backUp(account: id, BackupRequest(path: files("b.gz")))
      _ = try await daemon.follow(operation)
      let making = try await daemon.client.operation(operation.id + 1, after: 0, waitingSeconds: 0)
      #expect(making.kind == .keyMaking)
      let result = try await daemon.follow(making)
      #expect(result.keys == ["signing", "wrap"])
      try daemon.stored(id) { database, data in
        let keys = try database.keys()
        for purpose in [KeyPurpose.receive, .sync] { #expect(ids(keys, purpose) == ids(before, purpose)) }
        for purpose in [KeyPurpose.signing, .wrap] {
          #expect(ids(keys, purpose).count == 2 && ids(keys, purpose).first == ids(before, purpose).first)
          #expect(keys.inUse(purpose)?.generation == 2)
        }
        let vault = KeyVault(dataKey: try data.dataKey(), account: try JamiID(parsing: id))
        for key in keys where key.isInUse { _ = try vault.open(key) }
      }
      #expect(try await daemon.client.doctor().findings.filter { $0.id == "keyUnusable" } == [])
    }

    @Test
    func `keys that were cut off in the making are made at the next start, or once the password is there`()
      async throws
    {
      for isProtected in [false, true] {
        let home = TemporaryHome()
        var daemon: RunningDaemon? = try await RunningDaemon(home: home)
        let secrets: [SecretSlot: HandedSecret] = isProtected ? [.newPassword: try password("one")] : [:]
        let client = try #require(daemon?.client)
        let creating = try await client.create(CreateRequest(displayName: "Ann", noPassword: !isProtected))
        let id = try #require(try await daemon?.follow(creating, secrets).id)
        let workers = try #require(try daemon?.workers())
        #expect(workers.count == 1)
        for worker in workers { kill(worker, SIGKILL) }
        let making = try await client.operation(creating.id + 1)
        #expect(try await daemon?.code(of: making) == "workerDied")
        #expect(try await client.status().keys == "pending")
        #expect(try await client.doctor().findings.map(\.id).contains("keysPending"))
        if FileReader.exists(home("journal")) { #expect(try Folder.list(home("journal")) == []) }
        daemon = nil
        let next = try await RunningDaemon(home: home)
        if isProtected {
          #expect(try await next.client.status().keys == "pending")
          let files = TemporaryHome()
          let backup = try await next.follow(
            next.client.backUp(account: id, BackupRequest(path: files("b.gz"))), [.password: try password("one")])
          #expect(
            backup.warnings.count == 1 && backup.warnings[0].hasPrefix("keys of the account are still to be made"))
        }
        try await next.keysReady(id)
        #expect(try await next.client.doctor().findings.map(\.id).contains("keysPending") == false)
      }
    }

    @Test func `what waits for keys can be cancelled, and lock waits for the keys themselves`() async throws {
      let daemon = try await RunningDaemon()
      let client = daemon.client
      let id = try #require(
        try await daemon.follow(client.create(CreateRequest(displayName: "Ann", noPassword: true))).id)
      let files = TemporaryHome()
      let waiting = try await client.backUp(account: id, BackupRequest(path: files("b.gz")))
      await #expect(throws: ErrorReport(APIError(.accountBusy, ""))) {
        _ = try await client.changePassword(account: id, PasswordRequest(noPassword: true))
      }
      let ended = try await client.cancel(operation: waiting.id)
      #expect(ended.error?.code == "operationCancelled")
      #expect(try await client.status().keys == "making")
      let answer = try await client.lock()
      #expect(answer.ended == 0 && answer.finished == 1)
      #expect(try await client.status().keys == "ready")
      #expect(!FileReader.exists(files("b.gz")))
      #expect(try await client.forget(account: id, dryRun: false).id == id)
    }

    @Test func `an account whose keys are being made is forgotten when they are made`() async throws {
      let daemon = try await RunningDaemon()
      let id = try #require(
        try await daemon.follow(daemon.client.create(CreateRequest(displayName: "Ann", noPassword: true))).id)
      #expect(try await daemon.client.forget(account: id, dryRun: false).id == id)
      #expect(try await daemon.client.accounts().accounts.isEmpty)
      #expect(try Folder.list(daemon.home("accounts")).isEmpty)
    }
  }
}
