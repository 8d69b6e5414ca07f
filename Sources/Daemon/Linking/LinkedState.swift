import AccountArchive
import AccountStore
import GnuTLS
import Identity
import JOSE
import Platform

/// What a device of the account knows and a new one has to: contacts, relays, devices, revocations and the log. Nothing
/// secret.
struct LinkedState {
  var recovery: RecoveryState
  /// How the archive is protected, for a device that gets it.
  var scheme: ArchiveScheme
  var contacts: [ArchiveContact]
  var peers: [StoredPeer]
  var relays: [StoredRelay]
  var devices: [Device]
  var revocations: RevocationSet
  /// Nil where the account has none yet.
  var log: AccountLog?

  /// Everything that this device knows.
  /// - Parameter log: with the statement that adds the new device.
  /// - Throws: `StoreError`.
  init(_ database: AccountDatabase, log: AccountLog?) throws {
    let stored = try database.account()
    recovery = stored.recovery
    scheme = stored.scheme
    contacts = try database.contacts()
    peers = try database.peers()
    relays = try database.relays().filter { !$0.isRemoved }
    devices = try database.devices()
    revocations = try database.revocations(of: stored.account.fingerprint)
    self.log = log
  }

  /// Puts it into a database that is being made.
  /// - Throws: `StoreError`.
  func save(_ writer: AccountWriter, now: UnixTime) throws {
    for device in devices { try writer.save(device) }
    try writer.save(contacts)
    for peer in peers { try writer.save(peer) }
    for relay in relays { try writer.save(relay) }
    try writer.add(revocations)
    if let log { try writer.save(log, isOwn: true, now: now) }
  }
}
