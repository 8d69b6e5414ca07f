import AccountArchive
import AccountStore
import Files
import FoundationEssentials
import GnuTLS
import Identity
import Platform

/// The keys that the tests share. Making RSA keys would take minutes.
enum TestKeys {
  static let authority = load("rsa4096-1")
  static let account = load("rsa4096-2")
  static let phone = load("rsa4096-3")
  static let laptop = load("rsa4096-4")
  static let otherAccount = load("rsa4096-5")

  private static func load(_ name: String) -> PrivateKey {
    do {
      let folder = URL(filePath: #filePath).deletingLastPathComponent()
      let file = try Data(contentsOf: folder.appending(path: "../../../Fixtures/keys/\(name).pem"))
      return try PrivateKey(serialised: Secret(copying: Array(file)))
    } catch {
      preconditionFailure("the test key \(name) cannot be read: \(error)")
    }
  }
}

/// A data folder of a test's own, gone when the test is.
final class TestStore: Sendable {
  /// 2026-11-21.
  static let now = UnixTime(seconds: 1_795_219_200)

  let data: DataFolder

  init() throws {
    let name = "/tmp/signet-store-test-" + String(UInt64.random(in: .min ... .max), radix: 16)
    data = DataFolder(path: name)
    try data.prepare()
  }

  deinit { try? Folder.remove(data.path) }  // a temporary folder that stays is no failure

  /// A new account with the phone as its first device, not yet in its place.
  func assemble(account: PrivateKey = TestKeys.account) throws -> NewAccount {
    let keys = AccountCreation.Keys(
      authority: TestKeys.authority, account: account, device: TestKeys.phone,
      ethereum: try Secret(copying: [UInt8](repeating: 1, count: 32)),
      recoverySeed: try Secret(copying: [UInt8](repeating: 2, count: 32)))
    return try AccountCreation.assemble(
      keys: keys, displayName: "Ada", deviceName: "phone", scheme: .none, now: Self.now)
  }

  func stage(_ new: NewAccount) throws -> StagedAccount {
    let staged = try StagedAccount(new.account.id, in: data)
    try staged.write(archive: ArchiveWriter.serialise(new.archive, secret: .none))
    try staged.write(deviceKey: TestKeys.phone, chain: new.device.chain)
    try staged.writeDatabase { writer in
      try writer.save(
        StoredAccount(
          account: new.account, origin: .created, recovery: .none, scheme: .none, deviceID: new.device.device.id,
          receipt: new.device.receipt))
      try writer.save(new.device.device)
      try writer.append(AccountEvent(at: Self.now, kind: .accountCreated, text: "the account was made"))
    }
    return staged
  }

  /// The same in its place.
  func account() throws -> (new: NewAccount, folder: AccountFolder) {
    let new = try assemble()
    return (new, try stage(new).commit())
  }

  func contacts(_ count: Int) -> [ArchiveContact] {
    (0..<count).map { index in
      let digits = String(index, radix: 16)
      return ArchiveContact(
        id: String(repeating: "c", count: 40 - digits.count) + digits, added: Int64(index + 1),
        removed: index % 3 == 0 ? Int64(index + 2) : 0, banned: index % 6 == 0, conversationID: "conversation\(index)")
    }
  }

  /// Every file with its bytes, but SQLite's shared memory, which says nothing.
  func tree() throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    func walk(_ folder: String) throws {
      for name in try Folder.list(folder) {
        let path = folder + "/" + name
        if Folder.isFolder(path) {
          try walk(path)
        } else if !name.hasSuffix("-shm") && !name.hasSuffix("-wal") {
          found[path] = try FileReader.read(path, limit: 1 << 24)
        }
      }
    }
    try walk(data.path)
    return found
  }
}
