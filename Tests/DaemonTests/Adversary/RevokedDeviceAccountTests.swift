import GnuTLS
import Identity
import Platform
import Sealing
import Testing

@testable import Daemon

/// With everything that a revoked device held: neither does another device go over to an account key of its making, nor
/// does it get at the one that the others went over to.
@Suite("An account key and a device that was thrown out")
struct RevokedDeviceAccountTests {
  /// What brings the phone under `account`.
  private static func handover(
    _ world: LostDevice, account: PrivateKey, authority: PrivateKey, sealed: [String] = []
  ) throws -> AccountHandover {
    let root = try CertificateIssuer.authority(key: authority, now: LostDevice.birth)
    let certificate = try CertificateIssuer.account(
      key: account.publicKey, authority: root, authorityKey: authority, now: LostDevice.birth)
    func issued(_ key: PrivateKey) throws -> Certificate {
      try LostDevice.certificate(of: key, account: certificate, accountKey: account)
    }
    return AccountHandover(
      account: world.log.account, device: world.phoneID,
      chain: [try issued(world.phone.device), certificate, root], signing: try issued(world.phone.signing),
      receipt: try Receipt.make(
        device: world.phone.device.publicKey, accountKey: account, ethereumAddress: nil), sealedKeys: sealed)
  }

  private static func failures(
    _ handover: AccountHandover, _ world: LostDevice, after seconds: Int64 = 0
  ) -> [AccountHandoverFailure] {
    let now = LostDevice.now.adding(seconds: seconds)
    return AccountHandoverVerifier.failures(
      of: handover, account: world.log.account, key: world.phone.device.publicKey,
      signing: world.phone.signing.publicKey, state: world.log.state(at: now), now: now)
  }

  @Test(arguments: DeviceRole.allCases) func `no account key that it hands over comes into use, now or later`(
    _ role: DeviceRole
  ) throws {
    let world = try LostDevice(role)
    // The rightful one does: else this would show nothing.
    let rightful = try Self.handover(world, account: world.account, authority: LostDevice.key(12))
    #expect(Self.failures(rightful, world) == [])
    for (kind, account) in world.held {
      for (_, authority) in world.held where authority !== account {
        let handover = try Self.handover(world, account: account, authority: authority)
        for seconds in [0, LogLimits.objection + 1] {
          let found = Self.failures(handover, world, after: seconds)
          #expect(found == [.notInLog] || found == [.notFollowed], "\(kind.rawValue)")
        }
      }
    }
  }

  @Test func `the keys that the others are handed open with none that it held`() throws {
    let world = try LostDevice(.full)
    let keys = AccountKeys(
      account: try world.account.pkcs8DER(), authority: try LostDevice.key(12).pkcs8DER(), recoverySeed: nil)
    let inner = try SealedAccountHandover.seal(keys, to: world.oldAccount.publicKey)
    let handover = try Self.handover(
      world, account: world.account, authority: LostDevice.key(12), sealed: [inner])
    let text = try SealedAccountHandover.seal(handover, to: RecipientKey(world.phone.wrap.publicKey))
    let phone = try ReceiveKey(pkcs8: world.phone.wrap.pkcs8DER(), generation: 0)
    let opened = try SealedAccountHandover.open(text, with: phone)
    #expect(
      try SealedAccountHandover.openKeys(opened, with: world.oldAccount.pkcs8DER()).account.matches(keys.account))
    for (kind, key) in world.held {
      let stolen = try ReceiveKey(pkcs8: key.pkcs8DER(), generation: 0)
      #expect(throws: SealingError(.packetUnreadable, ""), "\(kind.rawValue)") {
        try SealedAccountHandover.open(text, with: stolen)
      }
    }
  }
}
