import AccountStore
import GnuTLS
import Identity
import Platform
import Sealing

/// Takes in what a group's owner says about it. Calls block.
struct ChannelIntake {
  let desk: AccountDesk
  let database: AccountDatabase
  let now: UnixTime

  /// Groups that one account may put this one into.
  static let ofOwner = 100

  enum Outcome: Sendable {
    case taken(PacketArrival.Result)
    /// It is not to be believed, and why: a stranger cannot put anybody into a group.
    case refused(String)
  }

  /// - Throws: `StoreError`.
  func take(_ verdict: PacketVerdict, by known: KnownAuthor, isContact: Bool, name: String) throws -> Outcome {
    let author = ChannelMember(id: known.id, account: known.account)
    guard isContact else { return .refused("a group's description by somebody who is no contact") }
    guard let statement = Self.statement(verdict.message.content) else {
      return .refused("a group's description that is none")
    }
    let order = MessageOrder(timestamp: verdict.message.timestamp, number: verdict.number)
    let id = verdict.message.channel
    var channel: Channel
    if let stored = try database.channel(id.text), let known = Self.channel(stored) {
      channel = known
      if let refusal = channel.apply(author: author.account, statement: statement, order: order) {
        guard refusal == .outdated else { return .refused(Self.reason(refusal)) }
        try database.write { try $0.markSeen(hash: name, at: now) }
        return .taken(.ignored)
      }
    } else {
      guard try database.channels().count(where: { $0.owner == author.account }) < Self.ofOwner else {
        return .refused("there are \(Self.ofOwner) groups of this account already")
      }
      switch Channel.begin(id, author: author, statement: statement, order: order) {
      case .success(let begun): channel = begun
      case .failure(let error): return .refused(Self.reason(error.refusal))
      }
    }
    try save(channel, seen: name)
    return .taken(.received)
  }

  private static func statement(_ content: String) -> ChannelStatement? {
    // Why it is none is of no use to anybody here.
    try? ChannelStatement(content: content)
  }

  /// As a policy that failed is told: its name, and why.
  private static func reason(_ refusal: Channel.Refusal) -> String { "\(refusal.rawValue): \(sentence(refusal))" }

  private static func sentence(_ refusal: Channel.Refusal) -> String {
    switch refusal {
    case .notTheOwner: "a group's description by somebody who is not its owner"
    case .ownerMissing: "a group's description that leaves its owner out"
    case .outdated: "a group's description that is outdated"
    case .foreignID: "a group's description whose ID does not follow from its author and its nonce"
    }
  }

  /// - Parameter name: of the packet that brought it; nil for an own one.
  func save(_ channel: Channel, seen name: String?) throws {
    let stored = Self.stored(channel, isLeft: !channel.hasMember(desk.account))
    // Deliberate: not pinned. It is the owner's word about somebody else, and a false one would keep out all that this
    // account says itself, for ever.
    let new = try channel.statement.members.filter { member in
      try member.account != desk.account && database.peer(member.id) == nil
    }.map { StoredPeer(id: $0.id, createdAt: now) }
    try database.write { writer in
      try writer.save(stored)
      for peer in new { try writer.save(peer) }
      try writer.append(
        AccountEvent(
          at: now, kind: .channelChanged,
          text:
            "the group has \(stored.members.count) members\(stored.isLeft ? ", and this account is none of them" : "")",
          details: ["channel": stored.id]))
      if let name { try writer.markSeen(hash: name, at: now) }
    }
  }

  static func channel(_ stored: StoredChannel) -> Channel? {
    guard let id = ChannelID(stored.id), let time = MessageTimestamp(milliseconds: stored.version),
      let number = PacketNumber(bytes: stored.number), let nonce = ChannelNonce(bytes: stored.nonce),
      let statement = try? ChannelStatement(  // one that is none was not stored by us
        nonce: nonce, name: stored.name,
        members: stored.members.map { ChannelMember(id: $0.id, account: $0.account) })
    else { return nil }
    return Channel(
      id: id, owner: ChannelMember(id: stored.ownerID, account: stored.owner), statement: statement,
      order: MessageOrder(timestamp: time, number: number))
  }

  static func stored(_ channel: Channel, isLeft: Bool) -> StoredChannel {
    StoredChannel(
      id: channel.id.text, name: channel.statement.name, owner: channel.owner.account, ownerID: channel.owner.id,
      members: channel.statement.members.map { StoredChannel.Member(id: $0.id, account: $0.account) },
      nonce: channel.statement.nonce.bytes, version: channel.order.timestamp.milliseconds,
      number: channel.order.number.bytes, isLeft: isLeft)
  }
}
