import AccountArchive
import Ethereum
import GnuTLS
import Identity
import Platform

/// An account made of the test keys, as a starting point for whatever a test does to it.
struct TestAccount {
  /// 2026-11-21.
  static let birth = UnixTime(seconds: 1_795_219_200)
  static let seed = [UInt8](repeating: 7, count: 32)

  var new: NewAccount
  var archive: Archive { new.archive }
  var certificate: Certificate { new.archive.account }
  var fingerprint: AccountFingerprint { new.account.fingerprint }
  var phone: Certificate { new.device.chain[0] }
  var noRevocations: RevocationSet { RevocationSet(account: fingerprint) }

  /// The phone is its first device.
  static func make(
    account: PrivateKey = TestKeys.account, scheme: ArchiveScheme = .none, now: UnixTime = birth
  ) throws -> TestAccount {
    let keys = AccountCreation.Keys(
      authority: TestKeys.authority, account: account, device: TestKeys.phone,
      ethereum: try Secret(copying: [UInt8](repeating: 1, count: 32)), recoverySeed: try Secret(copying: seed))
    return TestAccount(
      new: try AccountCreation.assemble(
        keys: keys, displayName: "Ada", deviceName: "phone", scheme: scheme, now: now))
  }

  func enrolLaptop(
    revocations: RevocationSet? = nil, now: UnixTime = birth
  ) throws -> EnrolledDevice {
    try Enrolment.enrol(
      archive: archive, deviceKey: TestKeys.laptop, deviceName: "laptop", method: .restored,
      revocations: revocations ?? noRevocations, now: now)
  }

  /// A revocation list of the account over these certificates.
  func list(
    of devices: [Certificate], number: UInt8 = 1, at time: UnixTime = birth, signedBy key: PrivateKey? = nil
  ) throws -> RevocationList {
    try RevocationList.issue(
      entries: devices.map { RevocationList.Entry(serial: $0.serial, revokedAt: time) }, number: [number],
      account: certificate, accountKey: key ?? TestKeys.account, thisUpdate: time)
  }
}
