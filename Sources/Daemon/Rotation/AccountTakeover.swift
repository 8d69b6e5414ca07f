import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing

/// The account key that another device made, as it comes into use on this one: certificates and records together, and on
/// a full device the archive with them. Until then this device goes on under the key of before, which contacts know too.
struct AccountTakeover {
  /// The setting that has what was handed over for an account key.
  static func name(_ account: AccountFingerprint) -> String { "account.handed.\(account)" }

  /// The setting that says that something was handed over: it is looked at every few seconds, and a log can be long.
  static let markName = "account.handed"

  let handover: AccountHandover
  private let stored: StoredAccount
  private let device: Device
  private let signing: StoredKey
  private let ids: [JamiID]
  private let revocations: RevocationSet
  private let now: UnixTime

  /// Nil where no account key waits to be used here.
  /// - Throws: `StoreError`.
  init?(_ database: AccountDatabase, now: UnixTime) throws {
    guard try database.setting(Self.markName) != nil, let log = try database.ownLog() else { return nil }
    let stored = try database.account()
    let state = log.state(at: now)
    // Deliberate: only forward. A key that this device went over to before others do is not left for the one before.
    guard state.account != stored.account.fingerprint, state.accounts.contains(stored.account.fingerprint),
      let handover = try database.setting(Self.name(state.account)).flatMap(SealedAccountHandover.handover),
      let signing = try database.keys().inUse(.signing)
    else { return nil }
    let device = try database.device(stored.deviceID)
    let revocations = try database.revocations(of: stored.account.fingerprint)
    let key = device.certificate.publicKey
    guard !revocations.revokes(key: stored.deviceID),
      AccountHandoverVerifier.failures(
        of: handover, account: log.account, key: key, signing: signing.certificate?.publicKey, state: state, now: now
      ).isEmpty
    else { return nil }
    self.handover = handover
    self.stored = stored
    self.device = device
    self.signing = signing
    self.revocations = revocations.carried(to: state.account)
    ids = try database.jamiIDs()
    self.now = now
  }

  /// The archive of a full device under the account's new key.
  /// - Throws: `SealingError.packetUnreadable` where the keys are not sealed to the one that it has; `IdentityError`,
  ///   `GnuTLSError`, `ArchiveError`, `SystemError`.
  func archive(_ archive: Archive) throws -> Archive {
    // What the list in the archive names stays revoked under each account key.
    let revocations = try revocations.merging(archive.revocations().carried(to: revocations.account))
    let keys = try SealedAccountHandover.openKeys(handover, with: archive.accountKey.pkcs8DER())
    var next = try AccountRotation.archive(
      archive,
      keys: AccountRotation.Keys(
        authority: PrivateKey(serialised: keys.authority), account: PrivateKey(serialised: keys.account)),
      chain: Array(handover.chain.dropFirst()), revocations: revocations, now: now)
    if let seed = keys.recoverySeed {
      var place = try RecoverySeed(next)
      try place.set(seed)
      next = place.archive
    }
    return next
  }

  /// - Throws: `SystemError`.
  func deviceFile(_ file: DeviceFile) throws -> Secret {
    try DeviceFile.serialise(key: file.key, chain: handover.chain)
  }

  /// The records, in the one transaction.
  /// - Parameter archive: as it will be; nil on a leaf.
  /// - Throws: `StoreError`, `IdentityError`.
  func save(_ writer: AccountWriter, archive: Archive?) throws {
    var (stored, device, signing, revocations) = (stored, device, signing, revocations)
    if let archive {
      let since = stored.account.createdAt
      stored.account = try Account(archive: archive)
      stored.account.createdAt = since
      // Its number and date: no list of this account goes below them again.
      if let list = archive.revocationList { _ = revocations.apply(list, account: archive.account) }
      if try RecoverySeed(archive).seed != nil { stored.recovery = .none }
    } else {
      stored.account.certificate = handover.chain[1]
      stored.account.authority = handover.chain[2]
    }
    stored.receipt = handover.receipt
    device.certificate = handover.chain[0]
    signing.certificate = handover.signing
    try writer.save(stored)
    try writer.save(device)
    try writer.save(signing)
    try writer.add([handover.chain[0], handover.signing], of: device.id)
    try writer.add(revocations)
    let id = JamiID(of: handover.chain[1].publicKey)
    if ids.last != id { try writer.set(jamiIDs: ids.filter { $0 != id } + [id]) }
  }

  var event: AccountEvent {
    let id = JamiID(of: handover.chain[1].publicKey)
    return AccountEvent(
      at: now, kind: .accountRotated,
      text: "the account has another key, made by another of its devices, and the ID \(id)",
      details: ["oldId": stored.account.id.text, "newId": id.text])
  }
}
