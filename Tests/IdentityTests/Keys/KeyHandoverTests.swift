import GnuTLS
import Identity
import Platform
import Testing

/// Keys that one device of an account is handed.
@Suite("Keys for a device")
struct KeyHandoverTests {
  private static let account = AccountFingerprint(of: TestKeys.account.publicKey)
  private static let phone = DeviceID(of: TestKeys.phone.publicKey)
  private static let laptop = DeviceID(of: TestKeys.laptop.publicKey)
  private static let other = AccountFingerprint(of: TestKeys.otherAccount.publicKey)

  /// Test keys stand in for the shared ones: laptop's as the receive key, authority's as the sync key.
  private static func handover(
    account: AccountFingerprint = account, device: DeviceID = phone, generation: UInt32 = 2, list: [UInt8]? = [1, 2, 3]
  ) throws -> KeyHandover {
    try KeyHandover(
      account: account, device: device, generation: generation,
      keys: [
        .init(purpose: .sync, generation: generation, key: TestKeys.authority.pkcs8DER()),
        .init(purpose: .receive, generation: generation, key: TestKeys.laptop.pkcs8DER()),
      ], revocationList: list)
  }

  private static func change(
    generation: UInt32 = 2, receive: PrivateKey = TestKeys.laptop, sync: PrivateKey? = TestKeys.authority,
    to devices: [DeviceID] = [phone]
  ) throws -> ReceiveKeyChange {
    try ReceiveKeyChange(
      generation: generation, receive: KeyID(ofSPKI: receive.publicKey.spki),
      sync: sync.map { KeyID(ofSPKI: $0.publicKey.spki) }, recipients: devices)
  }

  private static func failures(
    of handover: KeyHandover, device: DeviceID = phone, held: Set<KeyID> = [], change: ReceiveKeyChange?
  ) -> [HandoverFailure] {
    HandoverVerifier.failures(of: handover, account: account, device: device, held: held, change: change)
  }

  @Test func `a record reads back as it was written, keys in one order`() throws {
    let record = try Self.handover()
    let again = try KeyHandover(record.serialise())
    #expect(again.account == record.account && again.device == record.device && again.generation == 2)
    #expect(again.keys.map(\.purpose) == [.receive, .sync])
    #expect(again.keys[0].key.matches(try TestKeys.laptop.pkcs8DER()))
    #expect(again.revocationList == [1, 2, 3])
    #expect(try KeyHandover(Self.handover(list: nil).serialise()).revocationList == nil)
  }

  @Test func `a record that is cut off anywhere, or has something behind its end, is refused`() throws {
    let bytes = try Self.handover().serialise().withBytes { Array($0) }
    for count in Array(0..<90) + Array(stride(from: 90, to: bytes.count, by: 97)) + [bytes.count - 1] {
      #expect(throws: IdentityError.self, "\(count)") {
        try KeyHandover(Secret(copying: Array(bytes.prefix(count))))
      }
    }
    #expect(throws: IdentityError.self) { try KeyHandover(Secret(copying: bytes + [0])) }
  }

  @Test func `a record of other order, of an unknown purpose or of a length beyond its end is refused`() throws {
    let bytes = try Self.handover().serialise().withBytes { Array($0) }
    let place = 11 + 64 + 4 + 1
    var unknown = bytes
    unknown[place] = 9
    var first = bytes
    first[place] = KeyHandover.Purpose.account.rawValue
    var long = bytes
    long[place + 5] = 0x7f
    for changed in [unknown, first, long] {
      #expect(throws: IdentityError.self) { try KeyHandover(Secret(copying: changed)) }
    }
  }

  @Test func `a record without the receive key in use, with two keys in one place or with none cannot be made`() throws
  {
    let key = try TestKeys.laptop.pkcs8DER()
    func make(_ generation: UInt32, _ keys: [KeyHandover.Key]) throws -> KeyHandover {
      try KeyHandover(account: Self.account, device: Self.phone, generation: generation, keys: keys)
    }
    let receive = KeyHandover.Key(purpose: .receive, generation: 2, key: key)
    #expect(throws: IdentityError.self) { try make(2, []) }
    #expect(throws: IdentityError.self) { try make(1, [receive]) }
    #expect(throws: IdentityError.self) { try make(3, [receive]) }
    #expect(throws: IdentityError.self) { try make(2, [receive, receive]) }
    #expect(throws: IdentityError.self) { try make(2, [.init(purpose: .sync, generation: 2, key: key)]) }
    #expect(try make(2, [receive]).keys.count == 1)
  }

  @Test func `keys that the log names for this device are taken`() throws {
    #expect(try Self.failures(of: Self.handover(), change: Self.change()).isEmpty)
    #expect(try Self.failures(of: Self.handover(), change: Self.change(sync: nil)).isEmpty)
  }

  @Test func `keys for another device or of another account are refused`() throws {
    let elsewhere = try Self.handover(device: Self.laptop)
    #expect(try Self.failures(of: elsewhere, change: Self.change(to: [Self.phone, Self.laptop])) == [.otherDevice])
    #expect(try Self.failures(of: Self.handover(account: Self.other), change: Self.change()) == [.otherAccount])
  }

  @Test func `keys of an older generation than the log names, and keys that are here, are refused`() throws {
    let older = try Self.failures(of: Self.handover(), change: Self.change(generation: 3))
    #expect(older == [.oldGeneration, .notInLog])
    let held = Set([KeyID(ofSPKI: TestKeys.laptop.publicKey.spki)])
    #expect(try Self.failures(of: Self.handover(), held: held, change: Self.change()) == [.alreadyHere])
  }

  @Test func `keys that the log does not name are refused, whoever brought them`() throws {
    let handover = try Self.handover()
    #expect(Self.failures(of: handover, change: nil) == [.notInLog, .notRecipient])
    #expect(try Self.failures(of: handover, change: Self.change(generation: 1)) == [.notInLog])
    #expect(try Self.failures(of: handover, change: Self.change(receive: TestKeys.phone)) == [.notInLog])
    #expect(try Self.failures(of: handover, change: Self.change(sync: TestKeys.phone)) == [.notInLog])
    #expect(try Self.failures(of: handover, change: Self.change(to: [Self.laptop])) == [.notRecipient])
  }

  @Test func `what is no key is refused`() throws {
    let nothing = try KeyHandover(
      account: Self.account, device: Self.phone, generation: 2,
      keys: [.init(purpose: .receive, generation: 2, key: try Secret(copying: [1, 2, 3]))])
    #expect(try Self.failures(of: nothing, change: Self.change()) == [.keyUnreadable, .notInLog])
  }
}
