import AccountArchive
import Ethereum
import GnuTLS
import Platform
import Testing

@testable import Identity

@Suite("An account goes on under another account key")
struct AccountRotationTests {
  private static let now = TestAccount.birth

  private static func created() throws -> NewAccount { try TestAccount.make().new }

  private static func rotated(
    _ account: NewAccount, _ revocations: RevocationSet? = nil
  ) throws -> Archive {
    try AccountRotation.archive(
      account.archive, keys: .init(authority: TestKeys.otherAuthority, account: TestKeys.otherAccount),
      revocations: revocations ?? RevocationSet(account: account.account.fingerprint), now: now)
  }

  @Test func `keys and chain are new, and everything else is as it was`() throws {
    let account = try Self.created()
    let next = try Self.rotated(account)
    #expect(
      next.account.publicKey == TestKeys.otherAccount.publicKey && next.authority?.publicKey == TestKeys.otherAuthority.publicKey)
    #expect(next.account.isSigned(by: TestKeys.otherAuthority.publicKey) && next.account.isAuthority)
    #expect(next.accountKey.publicKey == TestKeys.otherAccount.publicKey)
    #expect(next.authorityKey?.publicKey == TestKeys.otherAuthority.publicKey)
    #expect(next.setting("Account.username") == JamiID(of: TestKeys.otherAccount.publicKey).text)
    #expect(next.displayName == "Ada" && next.revocationList == nil)
    #expect(try next.ethereumKey.map { try EthereumKey.address(of: $0) } == account.account.ethereumAddress)
    let text = try #require(next.signet)
    let seed = try #require(try SignetFields(text).recoverySeed)
    #expect(seed.withBytes { Array($0) } == TestAccount.seed)
    #expect(next.settings.count == account.archive.settings.count)
  }

  @Test func `certificates keep name and key, and the new account issued them`() throws {
    let account = try Self.created()
    let next = try Self.rotated(account)
    let old = account.device.chain[0]
    let set = RevocationSet(account: AccountFingerprint(of: next.account.publicKey))
    let moved = try AccountRotation.certificate(
      old, from: account.archive.account, archive: next, revocations: set, now: Self.now)
    #expect(moved.publicKey == old.publicKey && moved.subject == old.subject && moved.serial != old.serial)
    #expect(moved.issuer == next.account.subject && moved.isSigned(by: next.account.publicKey))
    #expect(!moved.isSigned(by: account.archive.account.publicKey))
    #expect(throws: IdentityError.self) {
      try AccountRotation.certificate(
        moved, from: account.archive.account, archive: next, revocations: set, now: Self.now)
    }
  }

  @Test func `what was revoked stays so under the new key, by key and by serial number`() throws {
    let account = try Self.created()
    var set = RevocationSet(account: account.account.fingerprint)
    let thrownOut = account.device.chain[0]
    set.revoke(thrownOut, at: Self.now)
    let next = try Self.rotated(account, set)
    let list = try #require(next.revocationList)
    #expect(list.entries.map(\.serial) == [thrownOut.serial])
    let known = try next.revocations(known: [])
    #expect(known.revokes(serial: thrownOut.serial))
    let carried = set.carried(to: AccountFingerprint(of: next.account.publicKey))
    #expect(carried.revokes(key: DeviceID(of: thrownOut.publicKey)) && carried.serials == set.serials)
    #expect(throws: IdentityError.self) {
      try AccountRotation.certificate(
        thrownOut, from: account.archive.account, archive: next, revocations: carried, now: Self.now)
    }
  }
}
