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

  /// - Returns: nil when it is not to be believed: a stranger cannot put anybody into a group.
  /// - Throws: `StoreError`.
  func take(
    _ verdict: PacketVerdict, isContact: Bool, peer: StoredPeer?, name: String
  ) throws -> PacketArrival.Result? {
    let author = ChannelMember(id: JamiID(of: verdict.message.sender), account: verdict.author)
    // What is no description is refused like one of a stranger.
    guard isContact, let statement = try? ChannelStatement(content: verdict.message.content) else { return nil }
    let order = MessageOrder(timestamp: verdict.message.timestamp, number: verdict.number)
    let id = verdict.message.channel
    var channel: Channel
    if let stored = try database.channel(id.text), let known = Self.channel(stored) {
      channel = known
      if let refusal = channel.apply(author: author.account, statement: statement, order: order) {
        guard refusal == .outdated else { return nil }
        try database.write { try $0.markSeen(hash: name, at: now) }
        return .ignored
      }
    } else {
      guard case .success(let begun) = Channel.begin(id, author: author, statement: statement, order: order) else {
        return nil
      }
      channel = begun
    }
    try save(channel, seen: name)
    return .received
  }

  /// - Parameter name: of the packet that brought it; nil for an own one.
  func save(_ channel: Channel, seen name: String?) throws {
    let stored = Self.stored(channel, isLeft: !channel.hasMember(desk.account))
    let new = try channel.statement.members.filter { member in
      try member.account != desk.account && database.peer(member.id) == nil
    }.map { StoredPeer(id: $0.id, pin: $0.account, createdAt: now) }
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
      let number = PacketNumber(bytes: stored.number),
      let statement = try? ChannelStatement(  // one that is none was not stored by us
        name: stored.name, members: stored.members.map { ChannelMember(id: $0.id, account: $0.account) })
    else { return nil }
    return Channel(
      id: id, owner: ChannelMember(id: stored.ownerID, account: stored.owner), statement: statement,
      order: MessageOrder(timestamp: time, number: number))
  }

  static func stored(_ channel: Channel, isLeft: Bool) -> StoredChannel {
    StoredChannel(
      id: channel.id.text, name: channel.statement.name, owner: channel.owner.account, ownerID: channel.owner.id,
      members: channel.statement.members.map { StoredChannel.Member(id: $0.id, account: $0.account) },
      version: channel.order.timestamp.milliseconds, number: channel.order.number.bytes, isLeft: isLeft)
  }
}
