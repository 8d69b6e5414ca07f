import AccountArchive
import AccountStore
import GnuTLS
import Identity
import JOSE
import Platform

extension LinkedState {
  var json: StrictJSON {
    .object([
      .init("recovery", .string(recovery.rawValue)), .init("scheme", .string(scheme.rawValue)),
      .init("contacts", .array(contacts.map(Self.json))), .init("peers", .array(peers.map(Self.json))),
      .init("relays", .array(relays.map(Self.json))), .init("devices", .array(devices.map(Self.json))),
      .init("revocations", Self.json(revocations)), .init("log", log.map(Self.json) ?? .null),
    ])
  }

  private static func json(_ contact: ArchiveContact) -> StrictJSON {
    .object([
      .init("id", .string(contact.id)), .init("added", .integer(contact.added)),
      .init("removed", .integer(contact.removed)), .init("addedMs", number(contact.addedMs)),
      .init("removedMs", number(contact.removedMs)), .init("confirmed", .bool(contact.confirmed)),
      .init("banned", .bool(contact.banned)), .init("conversation", .string(contact.conversationID)),
    ])
  }

  private static func json(_ peer: StoredPeer) -> StrictJSON {
    .object([
      .init("id", .string(peer.id.text)), .init("name", text(peer.name)), .init("accountKey", bytes(peer.accountKey)),
      .init("pin", text(peer.pin?.text)), .init("genesis", bytes(peer.genesis)),
      .init("otherGenesis", bytes(peer.otherGenesis)), .init("isInvited", .bool(peer.isInvited)),
      .init("receiveKey", text(peer.receiveKey)), .init("generation", .integer(Int64(peer.generation))),
      .init("relays", .array(peer.relays.map { .string($0) })), .init("verifiedAt", number(peer.verifiedAt?.seconds)),
      .init("createdAt", .integer(peer.createdAt.seconds)),
    ])
  }

  private static func json(_ relay: StoredRelay) -> StrictJSON {
    .object([
      .init("url", .string(relay.url)), .init("origin", .string(relay.origin.rawValue)),
      .init("learnedFrom", text(relay.learnedFrom)),
    ])
  }

  private static func json(_ device: Device) -> StrictJSON {
    .object([
      .init("name", .string(device.name)), .init("role", .string(device.role.rawValue)),
      .init("state", .string(device.state.rawValue)), .init("createdAt", .integer(device.createdAt.seconds)),
      .init("enrolment", .string(device.enrolment.rawValue)), .init("certificate", bytes(device.certificate.der)),
    ])
  }

  private static func json(_ set: RevocationSet) -> StrictJSON {
    .object([
      .init("serials", .array(set.serials.map { entry(bytes($0.key), $0.value) })),
      .init("keys", .array(set.keys.map { entry(.string($0.key.text), $0.value) })),
      .init("number", bytes(set.highestNumber?.magnitude)), .init("update", number(set.latestUpdate?.seconds)),
    ])
  }

  private static func entry(_ value: StrictJSON, _ at: UnixTime) -> StrictJSON {
    .object([.init("value", value), .init("at", .integer(at.seconds))])
  }

  private static func json(_ log: AccountLog) -> StrictJSON {
    let signed = log.entries.values.map(\.signed) + log.waiting
    return .object([
      .init("account", .string(log.account.text)), .init("genesis", bytes(log.genesis.bytes)),
      .init("keys", .array(log.keys.values.map { bytes($0) })),
      .init("entries", .array(signed.map { bytes($0.bytes) })),
    ])
  }

  private static func text(_ text: String?) -> StrictJSON { text.map { .string($0) } ?? .null }
  private static func number(_ number: Int64?) -> StrictJSON { number.map { .integer($0) } ?? .null }
  private static func bytes(_ bytes: [UInt8]?) -> StrictJSON { bytes.map { .string(Base64URL.encode($0)) } ?? .null }
}
