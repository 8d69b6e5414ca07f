import GnuTLS
import Identity
import Platform
import Testing

@Suite("Log: with real keys")
struct LogRealKeysTests {
  private static let checker = StatementSignatures { _, _, _ in false }

  @Test func `statements signed with RSA of 4096 bits are taken in, and a changed signature is not`() throws {
    // An imported account: account key, and one key of the set in each other place.
    let account = TestKeys.account
    let id = AccountFingerprint(of: account.publicKey)
    let genesis = try Statement.importedGenesis(of: id)
    let phone = DeviceID(of: TestKeys.phone.publicKey)
    let signing = TestKeys.laptop
    let keys = try DeviceKeys(
      device: phone, signing: KeyID(ofSPKI: signing.publicKey.spki),
      wrap: KeyID(ofSPKI: TestKeys.otherAccount.publicKey.spki))
    let addition = try Statement(
      account: id, author: .device(phone), number: 1, heads: [genesis.id],
      content: .deviceAdded(AddedDevice(keys: keys, role: .full, method: .archive)))
    let entries = [
      try SignedStatement(genesis, signatures: [account.sign(genesis, as: .account)]),
      try SignedStatement(
        addition, signatures: [account.sign(addition, as: .account), signing.sign(addition, as: .device)]),
    ]
    var log = AccountLog(account: id, genesis: genesis.id)
    let spkis = [account.publicKey.spki, signing.publicKey.spki]
    let now = LogWorld.birth
    #expect(log.receive(entries, keys: spkis, checker: Self.checker, now: now) == [])
    #expect(log.state(at: now).device(phone)?.standing == .active && log.state(at: now).failures == [])
    #expect(log.state(at: now).device(signing: keys.signing)?.id == phone)

    for (place, signature) in entries[1].signatures.enumerated() {
      var bytes = signature.bytes
      bytes[bytes.count / 2] ^= 1
      var signatures = entries[1].signatures
      signatures[place] = StatementSignature(
        role: signature.role, algorithm: signature.algorithm, key: signature.key, bytes: bytes)
      let changed = try SignedStatement(addition, signatures: signatures)
      var other = AccountLog(account: id, genesis: genesis.id)
      let failures = other.receive([entries[0], changed], keys: spkis, checker: Self.checker, now: now)
      #expect(failures == [EntryFailure(number: 1, id: addition.id, policies: [.signatures])])
    }
  }

  @Test func `a signature in one role, over one statement, by one algorithm is none in another`() throws {
    let key = TestKeys.account
    let id = AccountFingerprint(of: key.publicKey)
    let statement = try Statement.importedGenesis(of: id)
    let spki = key.publicKey.spki
    let pss = try key.sign(statement, as: .account)
    let pkcs1 = try key.sign(statement, as: .account, with: .pkcs1)
    let message = StatementSignature.message(statement, role: .account, algorithm: .pss)
    #expect(Self.checker.isValid(pss, over: message, spki: spki))
    let other = StatementSignature.message(statement, role: .account, algorithm: .pkcs1)
    #expect(Self.checker.isValid(pkcs1, over: other, spki: spki))
    #expect(!Self.checker.isValid(pkcs1, over: message, spki: spki))
    let successor = StatementSignature.message(statement, role: .successor, algorithm: .pss)
    #expect(!Self.checker.isValid(pss, over: successor, spki: spki))
    #expect(!Self.checker.isValid(pss, over: message, spki: TestKeys.phone.publicKey.spki))
    #expect(!Self.checker.isValid(pss, over: message, spki: [1, 2, 3]))
  }

  @Test func `an Ed25519 signature is handed to whoever can check it, with the key's 32 bytes`() throws {
    let raw = (0..<32).map { UInt8($0) }
    let spki = StatementSignatures.ed25519Head + raw
    let checker = StatementSignatures { signature, message, key in signature == [7] && message == [8] && key == raw }
    let signature = StatementSignature(role: .recovery, algorithm: .ed25519, key: KeyID(ofSPKI: spki), bytes: [7])
    #expect(checker.isValid(signature, over: [8], spki: spki))
    #expect(!checker.isValid(signature, over: [9], spki: spki))
    #expect(!checker.isValid(signature, over: [8], spki: spki + [0]))
    #expect(!checker.isValid(signature, over: [8], spki: [0] + spki.dropFirst()))
  }
}
