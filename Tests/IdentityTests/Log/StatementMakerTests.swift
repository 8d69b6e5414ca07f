import GnuTLS
import Identity
import Platform
import Testing

@Suite("Log: making statements, with real keys")
struct StatementMakerTests {
  private static let checker = StatementSignatures()
  private static let now = LogWorld.birth

  private static func recovery(_ byte: UInt8 = 7) throws -> Ed25519PrivateKey {
    try Ed25519PrivateKey(seed: Secret(copying: [UInt8](repeating: byte, count: 32)))
  }

  private static func keys(_ algorithm: DeviceKeys.Signing = .pss) throws -> DeviceKeys {
    try DeviceKeys(
      device: DeviceID(of: TestKeys.phone.publicKey), signing: KeyID(ofSPKI: TestKeys.laptop.publicKey.spki),
      wrap: KeyID(ofSPKI: TestKeys.otherAccount.publicKey.spki), algorithm: algorithm)
  }

  /// The log of an account that was made with real keys.
  private static func founded(_ algorithm: DeviceKeys.Signing = .pss) throws -> AccountLog {
    let genesis = try GenesisMaker.found(account: TestKeys.account, recovery: recovery(), device: keys(algorithm))
    var log = AccountLog(account: AccountFingerprint(of: TestKeys.account.publicKey), genesis: genesis.id)
    let spkis = [TestKeys.account.publicKey.spki, try recovery().publicKey.spki]
    #expect(log.receive([genesis], keys: spkis, checker: checker, now: now) == [])
    return log
  }

  private static func maker(_ log: AccountLog, _ algorithm: DeviceKeys.Signing = .pss) throws -> StatementMaker {
    StatementMaker(
      log: log, author: .device(try keys().device, TestKeys.laptop, algorithm), account: TestKeys.account)
  }

  @Test(arguments: [DeviceKeys.Signing.pss, .pkcs1])
  func `what a device says in either algorithm counts, one number after the other`(
    _ algorithm: DeviceKeys.Signing
  ) throws {
    var log = try Self.founded(algorithm)
    let device = try Self.keys().device
    for generation: UInt32 in 1...3 {
      let change = try ReceiveKeyChange(
        generation: generation, receive: KeyID(ofSPKI: [UInt8(generation)]), sync: nil, recipients: [device])
      let maker = try Self.maker(log, algorithm)
      let entry = try maker.make(.receiveKey(change))
      #expect(entry.statement.number == UInt64(generation) && entry.statement.heads == log.heads)
      #expect(log.receive([entry], keys: maker.keys, checker: Self.checker, now: Self.now) == [])
    }
    let state = log.state(at: Self.now)
    #expect(state.failures == [] && state.receiveKey?.generation == 3)
    #expect(state.device(device)?.standing == .active && state.device(device)?.actsFrom == Self.now)
  }

  @Test func `the account alone and the recovery key alone revoke a device`() throws {
    let device = try Self.keys().device
    let revoked = StatementContent.deviceRevoked(
      try RevokedDevice(device: device, keys: Self.keys().all, reason: .stolen))
    let authors: [(StatementMaker.Author, PrivateKey?, Ed25519PrivateKey?)] = [
      (.account, TestKeys.account, nil), (.recovery, nil, try Self.recovery()),
    ]
    for (author, account, recovery) in authors {
      var log = try Self.founded()
      let maker = StatementMaker(log: log, author: author, account: account, recovery: recovery)
      let entry = try maker.make(revoked)
      #expect(entry.statement.number == 0 && entry.signatures.count == 1)
      #expect(log.receive([entry], keys: maker.keys, checker: Self.checker, now: Self.now) == [])
      #expect(log.state(at: Self.now).device(device)?.standing == .revoked)
      #expect(log.state(at: Self.now).revokedKeys == (try Self.keys().all.sorted()))
    }
  }

  @Test func `a succession that all three keys sign is followed at once`() throws {
    var log = try Self.founded()
    let new = TestKeys.otherAuthority
    let maker = StatementMaker(
      log: log, author: .device(try Self.keys().device, TestKeys.laptop, .pss), account: TestKeys.account,
      recovery: try Self.recovery())
    let entry = try maker.make(
      .succession(Succession(new: AccountFingerprint(of: new.publicKey))), successor: new)
    #expect(entry.signatures.count == 4)
    let spkis = maker.keys + [new.publicKey.spki]
    #expect(log.receive([entry], keys: spkis, checker: Self.checker, now: Self.now) == [])
    #expect(log.state(at: Self.now).account == AccountFingerprint(of: new.publicKey))
  }

  @Test func `an imported account's genesis is of its account key alone, whoever makes it`() throws {
    let genesis = try GenesisMaker.derive(account: TestKeys.account)
    #expect(genesis.id == (try GenesisMaker.derive(account: TestKeys.account).id))
    #expect(genesis.statement == (try .importedGenesis(of: AccountFingerprint(of: TestKeys.account.publicKey))))
    #expect(genesis.signatures.map(\.role) == [.account])
  }

  @Test func `no statement is made by a device of which statements are missing`() throws {
    var log = try Self.founded()
    var entries: [SignedStatement] = []
    for generation: UInt32 in 1...3 {
      let change = try ReceiveKeyChange(
        generation: generation, receive: KeyID(ofSPKI: [9]), sync: nil, recipients: [Self.keys().device])
      let maker = try Self.maker(log)
      entries.append(try maker.make(.receiveKey(change)))
      #expect(log.receive([entries[entries.count - 1]], keys: maker.keys, checker: Self.checker, now: Self.now) == [])
    }
    let gap = AccountLog(
      account: log.account, genesis: log.genesis, keys: log.keys.values,
      entries: log.entries.values.filter { $0.statement.id != entries[1].id })
    #expect(throws: IdentityError.self) {
      try Self.maker(gap).make(.objection(log.genesis))
    }
  }

  @Test func `of more heads than a statement can name the first ones are named`() throws {
    let device = try Self.keys().device
    var log = try Self.founded()
    let genesis = log.genesis
    // Nameless revocations of an account that knows nothing but genesis: each is a head.
    for index in 0..<70 {
      let revoked = try RevokedDevice(device: device, keys: [KeyID(ofSPKI: [UInt8(index)])], reason: .lost)
      let statement = try Statement(
        account: log.account, author: .account, heads: [genesis], content: .deviceRevoked(revoked))
      let entry = try SignedStatement(statement, signatures: [TestKeys.account.sign(statement, as: .account)])
      #expect(log.receive([entry], checker: Self.checker, now: Self.now) == [])
    }
    #expect(log.heads.count == 70)
    let entry = try Self.maker(log).make(.objection(genesis))
    #expect(entry.statement.heads == Array(log.heads.prefix(64)))
  }
}
