import AccountArchive
import AccountStore
import GnuTLS
import Identity
import Platform

/// What the approving device knows, put together with what is here: neither takes anything away.
struct RejoinedRecords {
  private let devices: [Device]
  private let contacts: [ArchiveContact]
  private let peers: [StoredPeer]
  private let relays: [StoredRelay]
  private let revocations: RevocationSet

  /// - Throws: `StoreError`.
  init(state: LinkedState, device: Device, database: AccountDatabase) throws {
    let known = Set(try database.devices().map(\.id))
    devices = state.devices.filter { $0.id == device.id || !known.contains($0.id) }
    contacts = ContactMerge.merge(try database.contacts(), state.contacts)
    let peers = Set(try database.peers().map(\.id))
    self.peers = state.peers.filter { !peers.contains($0.id) }
    // One that was taken off the list here stays off.
    let relays = Set(try database.relays().map(\.url))
    self.relays = state.relays.filter { !relays.contains($0.url) }
    revocations = state.revocations
  }

  /// - Throws: `StoreError`.
  func save(_ writer: AccountWriter) throws {
    for device in devices { try writer.save(device) }
    try writer.save(contacts)
    for peer in peers { try writer.save(peer) }
    for relay in relays { try writer.save(relay) }
    try writer.add(revocations)
  }
}
