import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing

/// What the account's other devices get once its key has been rotated, made while the archive is open: afterwards the
/// daemon sends it, and cannot read it. See `AccountHandover`.
struct SuccessionHandover {
  /// Certificates by the account's new key.
  private(set) var certificates: [DeviceID: [Certificate]] = [:]
  /// The content of a message to each, sealed.
  private(set) var contents: [DeviceID: String] = [:]

  /// What is at hand of a device: without all of it it cannot come along, and has to be linked again.
  struct Follower {
    let device: LoggedDevice
    let certificate: Certificate
    let signing: Certificate
    let wrap: RecipientKey

    /// Nil for a device that does not act for the account, or whose certificates by the account's present key are not
    /// known here.
    init?(_ device: LoggedDevice, _ certificates: [Certificate], account: PublicKey, log: AccountLog) {
      guard device.standing == .active, let spki = log.keys[device.keys.wrap] else { return nil }
      // What cannot be sealed to is no key of ours.
      guard let wrap = try? RecipientKey(PublicKey(spki: spki)) else { return nil }
      let own = certificates.filter { $0.isSigned(by: account) }
      // Where there are several, those that were renewed.
      func newest(_ key: KeyID) -> Certificate? { own.filter { KeyID(ofSPKI: $0.publicKey.spki) == key }.newest }
      guard let certificate = newest(KeyID(device.id)), let signing = newest(device.keys.signing) else { return nil }
      self.device = device
      self.certificate = certificate
      self.signing = signing
      self.wrap = wrap
    }
  }

  /// The account's other devices that come along.
  /// - Throws: `StoreError`.
  static func followers(
    _ database: AccountDatabase, _ log: AccountLog, _ state: LogState, account: PublicKey, revocations: RevocationSet
  ) throws -> [Follower] {
    let this = try database.account().deviceID
    let certificates = try database.certificates()
    return state.devices.compactMap { device in
      guard device.id != this, !revocations.revokes(key: device.id) else { return nil }
      return Follower(device, certificates[device.id, default: []], account: account, log: log)
    }
  }

  /// - Parameters:
  ///   - archive: under the new keys.
  ///   - previous: the account's certificate of before.
  ///   - log: as it was under the old key.
  ///   - seed: of another recovery key; nil where it stays.
  /// - Throws: `StoreError`, `IdentityError`, `GnuTLSError`, `JOSEError`.
  init(
    _ database: AccountDatabase, archive: Archive, previous: Certificate, log: AccountLog, state: LogState,
    revocations: RevocationSet, seed: Secret?, ethereumAddress: String?, now: UnixTime
  ) throws {
    guard let authority = archive.authorityKey else {
      throw IdentityError(.rotationRefused, "the account's new authority key is not there")
    }
    let followers = try Self.followers(
      database, log, state, account: previous.publicKey, revocations: revocations)
    let keys = AccountKeys(
      account: try archive.accountKey.pkcs8DER(), authority: try authority.pkcs8DER(), recoverySeed: seed)
    // A device that was off for longer still has one of those before.
    let former = state.accounts.suffix(AccountHandover.sealedLimit).compactMap { log.keys[KeyID($0)] }
    let needsKeys = followers.contains { $0.device.role == .full }
    let sealed =
      needsKeys
      ? try former.map { try SealedAccountHandover.seal(keys, to: PublicKey(spki: $0)) } : []
    for follower in followers {
      func moved(_ certificate: Certificate) throws -> Certificate {
        try AccountRotation.certificate(
          certificate, from: previous, archive: archive, revocations: revocations, now: now)
      }
      let (own, signing) = (try moved(follower.certificate), try moved(follower.signing))
      certificates[follower.device.id] = [own, signing]
      contents[follower.device.id] = try SealedAccountHandover.seal(
        AccountHandover(
          account: log.account, device: follower.device.id, chain: [own] + archive.chain.prefix(2), signing: signing,
          receipt: Receipt.make(
            device: own.publicKey, accountKey: archive.accountKey, ethereumAddress: ethereumAddress),
          sealedKeys: follower.device.role == .full ? sealed : []),
        to: follower.wrap)
    }
  }

  /// Has the daemon send it.
  /// - Throws: `StoreError`.
  func order(_ writer: AccountWriter) throws {
    for (device, own) in certificates { try writer.add(own, of: device) }
    for (device, content) in contents { try writer.set(HandoverCourier.accountName(device), content) }
  }
}
