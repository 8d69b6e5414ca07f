import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Jasper
import Platform
import Sealing

/// The signing agent's one service, and its counterpart. Nothing is stored or sent.
struct PacketService: Sendable {
  let desk: AccountDesk

  /// Signs a message by its fields (`MessageRules`) and seals it.
  /// - Throws: `MessagingError`, `SealingError`, `StoreError`.
  func seal(_ request: PacketRequest) async throws -> PacketAnswer {
    let ring = try await desk.agent.keys()
    let desk = desk
    let named = request.to.isEmpty ? [] : try await desk.withDatabase { try Self.known(request.to, desk, $0) }
    // All the rest in one piece: handing over to another thread takes longer than most of what is done here.
    let answer = try await CPUWork.run { try Self.sealed(request, to: named, with: ring, desk) }
    await desk.agent.countSigned()
    return answer
  }

  private static func sealed(
    _ request: PacketRequest, to named: [(key: RecipientKey, pin: AccountFingerprint)], with ring: KeyRing,
    _ desk: AccountDesk
  ) throws -> PacketAnswer {
    let recipients = try named.map(\.key) + request.recipients.map { try desk.agent.recipients.key($0) }
    let channel = try Self.channel(
      request, direct: named.count == 1 && request.recipients.isEmpty ? named[0].pin : nil, desk)
    let id = try request.id.map { try Self.id($0) } ?? FreshName.message()
    let timestamp = try request.timestamp.map { try Self.timestamp($0) }
    let message = try MessageRules.message(
      type: request.type, sender: request.sender, account: ring.account, channel: channel, content: request.content,
      id: id,
      timestamp: timestamp, now: .now())
    let signed = try Sealer(key: ring.signing()).sign(message, for: recipients)
    return PacketAnswer(
      id: id.text, channel: channel.text, timestamp: message.timestamp.text, jti: signed.number.text,
      packets: try signed.packets().map(PacketBody.init))
  }

  /// - Throws: `JasperError`, `SealingError.packetUnreadable`, `MessagingError`, `StoreError`.
  func open(_ body: PacketBody) async throws -> PacketReading {
    let packet = try body.packet()
    let ring = try await desk.agent.keys()
    let opened = try await CPUWork.run { try ring.opener.open(packet) }
    await desk.agent.countOpened()
    let desk = desk
    return try await desk.withDatabase { database in
      let sender = opened.unverifiedMessage.sender
      let author = try desk.author(of: sender, database: database, now: .now())
      let verdict = try desk.judge(opened, by: author, database: database, now: .now())
      var failures = verdict.failures.map(\.description)
      if let conflict = AccountDesk.pinConflict(author) { failures.append(conflict) }
      return Self.reading(opened, verdict, failures, from: author.id)
    }
  }

  private static func reading(
    _ opened: OpenedPacket, _ verdict: PacketVerdict, _ failures: [String], from author: JamiID
  ) -> PacketReading {
    let message = verdict.message
    return PacketReading(
      verified: failures.isEmpty, failures: failures, notChecked: verdict.findings.notChecked.map(\.description),
      warnings: verdict.findings.warnings.map(\.description),
      disposition: failures.isEmpty || failures.count == verdict.failures.count ? verdict.disposition.name : "refused",
      from: author.text, type: message.type.text, channel: message.channel.text,
      id: message.id.text, timestamp: message.timestamp.text, content: message.content, jti: verdict.number.text,
      generation: opened.generation)
  }

  private static func known(
    _ named: [String], _ desk: AccountDesk, _ database: AccountDatabase
  ) throws -> [(key: RecipientKey, pin: AccountFingerprint)] {
    let book = ContactBook(desk, database)
    return try named.map { name in
      let id = try book.find(name)
      if id == desk.id, let own = try database.keys().inUse(.receive) {
        return (try RecipientKey(PublicKey(spki: own.publicKey)), desk.account)
      }
      guard let peer = try database.peer(id), let text = peer.receiveKey,
        let account = try desk.author(of: peer, database: database, now: .now())?.account
      else {
        throw MessagingError(
          .contactRefused, "the receive key of \(id) is not known yet",
          hint: "it is known once its card was found; `signet contact show` says how that stands")
      }
      return (try desk.agent.recipients.key(text), account)
    }
  }

  private static func channel(
    _ request: PacketRequest, direct: AccountFingerprint?, _ desk: AccountDesk
  ) throws -> ChannelID {
    if let text = request.channel {
      guard let channel = ChannelID(text) else { throw APIError(.badRequest, "channel is no UUID") }
      return channel
    }
    if let direct { return DirectChannel.id(desk.account, direct) }
    return try FreshName.channel()
  }

  private static func id(_ text: String) throws -> MessageID {
    guard let id = MessageID(text) else {
      throw APIError(.badRequest, "id must have 1 to 128 bytes and no control characters")
    }
    return id
  }

  private static func timestamp(_ text: String) throws -> MessageTimestamp {
    guard let timestamp = MessageTimestamp(text) else { throw APIError(.badRequest, "timestamp is none of RFC 3339") }
    return timestamp
  }
}

extension PacketVerdict.Disposition {
  /// As the API says it.
  fileprivate var name: String {
    switch self {
    case .accepted: "accepted"
    case .heldBack: "heldBack"
    case .duplicate: "duplicate"
    case .replayed: "replayed"
    case .refused: "refused"
    }
  }
}

extension PacketBody {
  init(_ packet: Packet) {
    self.init(
      recipient: packet.recipient, message: packet.message, hash: packet.hash.text, signature: packet.signature)
  }

  /// Checked as a relay does.
  /// - Throws: `JasperError`.
  func packet() throws(JasperError) -> Packet {
    let packet = Packet(recipient: recipient, message: message, signature: signature)
    guard hash.lowercased() == packet.hash.text else {
      throw JasperError(.hashWrong, "the hash is not that of the message")
    }
    return packet
  }
}
