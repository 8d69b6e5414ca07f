import AccountStore
import FoundationEssentials
import GnuTLS
import Identity
import JOSE
import Jasper
import Platform
import Sealing

/// Hands new shared keys to the other devices of the account, each by a packet of its own to its wrap key.
///
/// What is to be handed over, and to whom, is in the database since the keys were made; so nothing is lost by a crash
/// or while the agent is locked. Relays forget a packet after seven days, and a device may be off for longer: as long as
/// the keys are in use they are sent again.
struct HandoverCourier: Sendable {
  /// The receive key that this device made and has to hand over: SHA-256 of its SPKI, in hex.
  static let orderName = "handover.order"
  /// The account's newest revocation list, as base64 of its DER: the devices put together what they revoke.
  static let listName = "handover.list"
  /// Seconds after which the keys are sent again.
  static let pause: Int64 = 6 * 86_400

  let desk: AccountDesk

  private static func sentName(_ key: KeyID, _ device: DeviceID) -> String { "handover.sent.\(key).\(device)" }

  /// What is due for one device.
  struct Errand: Sendable {
    enum Content: Sendable {
      case keys(KeyHandover)
      /// Sealed already, when there was what it is made of.
      case sealed(String)
    }

    let content: Content
    let wrap: RecipientKey
    /// The setting that remembers when it was sent, and what is written there.
    let name: String
    let mark: String
  }

  /// Puts what is due into the outbox.
  /// - Returns: whether there was anything.
  /// - Throws: `MessagingError.agentLocked`, `keysPending`; `StoreError`, `SealingError`, `JOSEError`.
  func post(now: UnixTime = .now()) async throws -> Bool {
    let desk = desk
    let errands = try await desk.withDatabase {
      try Self.accountErrands($0, now: now) + Self.errands(desk, $0, now: now)
    }
    guard !errands.isEmpty else { return false }
    let ring = try await desk.agent.keys()
    for errand in errands {
      let entry = try await CPUWork.run { try Self.seal(errand, desk, ring, now: now) }
      try await desk.withDatabase { database in
        try database.write { writer in
          try writer.enqueue([entry])
          try writer.set(errand.name, errand.mark)
        }
      }
      await desk.agent.countSigned()
    }
    return true
  }

  private static func seal(
    _ errand: Errand, _ desk: AccountDesk, _ ring: KeyRing, now: UnixTime
  ) throws -> OutboxEntry {
    guard let timestamp = MessageTimestamp(now) else {
      throw SealingError(.messageRefused, "the clock of this machine is out of range")
    }
    let content: String
    switch errand.content {
    case .keys(let handover): content = try SealedHandover.seal(handover, to: errand.wrap)
    case .sealed(let text): content = text
    }
    let object = try MessageObject(
      sender: ring.account, channel: DirectChannel.id(desk.account, desk.account), type: .keys, content: content,
      id: FreshName.message(), timestamp: timestamp)
    let signed = try Sealer(key: ring.signing()).sign(object, for: [errand.wrap])
    let packet = try signed.packet(at: 0)
    return OutboxEntry(
      packetHash: packet.hash.text, packet: packet.json, recipient: errand.wrap.text, to: nil, kind: .payload,
      jti: signed.number.bytes, createdAt: now, notBefore: now,
      expiresAt: now.adding(seconds: Composer.lifeSeconds))
  }

  private static func errands(_ desk: AccountDesk, _ database: AccountDatabase, now: UnixTime) throws -> [Errand] {
    guard let order = try database.setting(orderName).flatMap({ KeyID($0) }), let log = try database.ownLog() else {
      return []
    }
    let rows = try database.keys()
    // A newer one has taken its place: whoever made that hands it over.
    guard let change = log.receiveKeyChange(of: order), rows.inUse(.receive).map({ KeyID($0.keyID) }) == order,
      let receive = rows.inUse(.receive),
      let sync = rows.first(where: { $0.purpose == .sync && KeyID($0.keyID) == change.sync })
    else { return [] }
    let state = log.state(at: now)
    let this = try database.account().deviceID
    let vault = KeyVault(dataKey: try desk.accounts.data.dataKey(), account: desk.folder.id)
    let list = try database.setting(listName).flatMap { Data(base64Encoded: $0) }.map { Array($0) }
    return try change.recipients.compactMap { device in
      let name = sentName(order, device)
      let sent = try database.setting(name).flatMap { Int64($0) }
      let isDue = sent.map { now.seconds - $0 >= pause || now.seconds < $0 } ?? true
      guard device != this, isDue, let logged = state.device(device), logged.standing == .active,
        let spki = log.keys[logged.keys.wrap]
      else { return nil }
      let handover = try KeyHandover(
        account: log.account, device: device, generation: change.generation,
        keys: [
          .init(purpose: .receive, generation: change.generation, key: try vault.open(receive)),
          .init(purpose: .sync, generation: UInt32(clamping: sync.generation), key: try vault.open(sync)),
        ], revocationList: list)
      return Errand(
        content: .keys(handover), wrap: try RecipientKey(PublicKey(spki: spki)), name: name, mark: "\(now.seconds)")
    }
  }
}

extension AccountLog {
  /// The statement's content that names a receive key, whether or not it counts yet.
  func receiveKeyChange(of key: KeyID) -> ReceiveKeyChange? {
    for entry in entries.values {
      if case .receiveKey(let change) = entry.statement.content, change.receive == key { return change }
    }
    return nil
  }
}
