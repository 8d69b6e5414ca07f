import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Jasper
import Platform
import Sealing

/// Makes messages: signs once, seals for each recipient, and puts both into conversation and outbox in one durable
/// step. What returned from here is not lost by any crash.
struct Composer: Sendable {
  /// How long a packet is tried. Relays keep one for seven days; somebody who cannot be reached for a month has to be
  /// written to again.
  static let lifeSeconds: Int64 = 30 * 86_400

  let desk: AccountDesk

  /// What is to be said, where, and to whom.
  struct Letter: Sendable {
    var target: MessageTarget
    var channel: ChannelID
    var type: MessageType
    var content: String
    var id: MessageID
    var timestamp: MessageTimestamp
    /// Whose receive key is known, with it.
    var ready: [(id: JamiID, key: RecipientKey)]
    /// Whose is not.
    var waiting: [JamiID]
  }

  struct Posted: Sendable {
    /// Of the entry in the conversation; 0 where it waits as a draft alone.
    var number: Int64
    var packets: Int
  }

  /// - Parameter draft: the number of the one that this is, and whose place it takes: only if it still waits.
  /// - Throws: `MessagingError.agentLocked`, `keysPending`; `SealingError.messageRefused`; `StoreError`.
  func post(_ letter: Letter, draft: Int64? = nil) async throws -> Posted {
    // A draft too only of somebody who could sign: else it would wait for two things, and say one.
    let ring = try await desk.agent.keys()
    let object = try MessageObject(
      sender: ring.account, channel: letter.channel, type: letter.type, content: letter.content, id: letter.id,
      timestamp: letter.timestamp)
    _ = try ring.signing()
    let sealed = letter.ready.isEmpty ? nil : try await seal(object, letter, ring)
    let (desk, now) = (desk, UnixTime.now())
    let delays = Self.delays(letter.ready.count)
    let number = try await desk.change { database in
      // Its other recipients' packets may have left before: then it is in the conversation, and would contest itself.
      let isStored = try draft != nil && Self.isStored(letter, desk, database)
      return try database.write { writer in
        var number: Int64 = 0
        // Two may look for one card at a time, and find it both.
        if let draft, try !writer.remove(draft: draft) { return number }
        if let sealed {
          if !isStored, letter.type != .channel {
            number = try writer.add(Self.record(object, letter, sealed, desk: desk, now: now)) ?? 0
          }
          try writer.enqueue(Self.entries(sealed, letter, delays: delays, now: now))
        }
        for id in letter.waiting { try writer.add(Self.draft(letter, to: id, now: now)) }
        return number
      }
    }
    if sealed != nil { await desk.agent.countSigned() }
    desk.tellWatchers()
    return Posted(number: number, packets: letter.ready.count)
  }

  struct Sealed: Sendable {
    let number: PacketNumber
    /// In the order of `Letter.ready`; hash, JSON.
    let packets: [(hash: String, json: [UInt8])]
  }

  /// Signing takes one processor, sealing all of them.
  private func seal(_ object: MessageObject, _ letter: Letter, _ ring: KeyRing) async throws -> Sealed {
    let keys = letter.ready.map(\.key)
    // Deliberate: always with the certificate. A device that the recipient adds later has never seen it, and could not
    // verify what only names it.
    let key = try ring.signing()
    let signed = try await CPUWork.run { try Sealer(key: key).sign(object, for: keys) }
    let packets = try await withThrowingTaskGroup(of: (Int, String, [UInt8]).self) { group in
      for index in keys.indices {
        group.addTask {
          try await CPUWork.run {
            let packet = try signed.packet(at: index)
            return (index, packet.hash.text, packet.json)
          }
        }
      }
      var packets = [(hash: String, json: [UInt8])](repeating: ("", []), count: keys.count)
      for try await (index, hash, json) in group { packets[index] = (hash, json) }
      return packets
    }
    return Sealed(number: signed.number, packets: packets)
  }

  /// The packets of one group message leave spread over time, so that nobody sees from their times that they are one.
  private static func delays(_ count: Int) -> [Int64] {
    (0..<count).map { $0 == 0 ? 0 : Int64.random(in: 0...min(30, Int64(count) * 2)) }
  }

  private static func record(
    _ object: MessageObject, _ letter: Letter, _ sealed: Sealed, desk: AccountDesk, now: UnixTime
  ) -> StoredMessage {
    StoredMessage(
      author: desk.account, authorID: desk.id, channel: letter.channel.text, peer: letter.target.peer,
      type: letter.type.text, id: letter.id.text, content: letter.content, timestamp: letter.timestamp.milliseconds,
      jti: sealed.number.bytes, receivedAt: now, hash: sealed.packets.first?.hash ?? "", isOwn: true)
  }

  private static func entries(
    _ sealed: Sealed, _ letter: Letter, delays: [Int64], now: UnixTime
  ) -> [OutboxEntry] {
    zip(zip(letter.ready, sealed.packets), delays).map { pair, delay in
      let (recipient, packet) = pair
      return OutboxEntry(
        packetHash: packet.hash, packet: packet.json, recipient: recipient.key.text, to: recipient.id,
        kind: letter.type == .channel ? .payload : .message, jti: sealed.number.bytes, createdAt: now,
        notBefore: now.adding(seconds: delay), expiresAt: now.adding(seconds: lifeSeconds))
    }
  }

  private static func isStored(_ letter: Letter, _ desk: AccountDesk, _ database: AccountDatabase) throws -> Bool {
    try letter.type == .message
      && database.holder(author: desk.account, channel: letter.channel.text, id: letter.id.text) != nil
  }

  private static func draft(_ letter: Letter, to id: JamiID, now: UnixTime) -> StoredDraft {
    StoredDraft(
      to: id, channel: letter.channel.text, peer: letter.target.peer, type: letter.type.text, id: letter.id.text,
      content: letter.content, timestamp: letter.timestamp.milliseconds, createdAt: now)
  }
}
