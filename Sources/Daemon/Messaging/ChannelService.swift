import AccountStore
import DaemonAPI
import Identity
import Platform
import Sealing

/// Makes and changes groups: every change is a statement that the owner signs and sends to all members, those who are
/// taken out included.
struct ChannelService: Sendable {
  let desk: AccountDesk

  /// - Throws: `StoreError`.
  func list() async throws -> ChannelList {
    let desk = desk
    return try await desk.withDatabase { database in
      ChannelList(channels: try database.channels().map { try Self.details($0, desk: desk, database: database) })
    }
  }

  /// - Throws: `MessagingError`, `SealingError.channelMalformed`, `StoreError`.
  func create(_ request: ChannelRequest) async throws -> ChannelDetails {
    _ = try await desk.agent.keys().signing()
    let desk = desk
    let channel = try await desk.withDatabase { database in
      let members = try Self.members(request.members, desk: desk, database: database)
      let own = Self.own(desk)
      let statement = try ChannelStatement(
        nonce: try FreshName.nonce(), name: request.name, members: [own] + members)
      return Channel(
        id: GroupChannel.id(owner: own, nonce: statement.nonce), owner: own, statement: statement,
        order: try Self.order(after: nil))
    }
    return try await settle(channel, telling: channel.statement.members.map(\.id))
  }

  /// - Throws: `MessagingError.channelNotFound`, `notOwner` and others; `SealingError.channelMalformed`; `StoreError`.
  func change(_ named: String, _ change: ChannelChange) async throws -> ChannelDetails {
    _ = try await desk.agent.keys().signing()
    let desk = desk
    let (channel, told) = try await desk.withDatabase { database in
      let stored = try MessageTarget.channel(named, database: database)
      guard stored.owner == desk.account, var channel = ChannelIntake.channel(stored) else {
        throw MessagingError(.notOwner, "only the owner of a group changes it")
      }
      let book = ContactBook(desk, database)
      let added = try Self.members(change.add, desk: desk, database: database)
      // A member who is no contact any more is taken out too, by the Jami ID.
      let members = Set(channel.statement.members.map(\.id))
      let removed = Set(
        try change.remove.map { named in
          try JamiID(named).flatMap { members.contains($0) ? $0 : nil } ?? book.find(named)
        })
      guard !removed.contains(desk.id) else {
        throw MessagingError(.contactIsSelf, "the owner stays in the group")
      }
      let before = channel.statement.members
      let kept = before.filter { !removed.contains($0.id) }
      let statement = try ChannelStatement(
        nonce: channel.statement.nonce, name: change.name ?? channel.statement.name, members: kept + added)
      _ = channel.apply(author: desk.account, statement: statement, order: try Self.order(after: channel.order))
      return (channel, Array(Set(before.map(\.id) + added.map(\.id))))
    }
    return try await settle(channel, telling: told)
  }

  /// The group stands once its statement is in the outbox.
  private func settle(_ channel: Channel, telling members: [JamiID]) async throws -> ChannelDetails {
    let desk = desk
    let stored = ChannelIntake.stored(channel, isLeft: false)
    let letter = try await desk.withDatabase { database in
      var letter = Composer.Letter(
        target: .group(stored), channel: channel.id, type: .channel, content: channel.statement.content,
        id: try FreshName.message(), timestamp: channel.order.timestamp, ready: [], waiting: [])
      try MessageService.address(&letter, to: members.filter { $0 != desk.id }, desk: desk, database: database)
      return letter
    }
    // Members whose key is not known must be known by name first: their cards are looked for from the group's list.
    try await desk.change { database in
      try ChannelIntake(desk: desk, database: database, now: .now()).save(channel, seen: nil)
    }
    _ = try await Composer(desk: desk).post(letter)
    return try await desk.withDatabase { try Self.details(stored, desk: desk, database: $0) }
  }

  private static func own(_ desk: AccountDesk) -> Sealing.ChannelMember {
    Sealing.ChannelMember(id: desk.id, account: desk.account)
  }

  private static func members(
    _ named: [String], desk: AccountDesk, database: AccountDatabase
  ) throws -> [Sealing.ChannelMember] {
    let book = ContactBook(desk, database)
    return try Set(named.map { try book.find($0) }).subtracting([desk.id]).map { id in
      guard let peer = try database.peer(id),
        let account = try desk.author(of: peer, database: database, now: .now())?.account
      else {
        throw MessagingError(
          .contactRefused, "the account of \(id) is not known yet, so it cannot be in a group",
          hint: "it is known once its card was found; `signet contact show` says how that stands")
      }
      return Sealing.ChannelMember(id: id, account: account)
    }
  }

  private static func order(after last: MessageOrder?) throws -> MessageOrder {
    let time = last.map { MessageTimestamp.following($0.timestamp, now: .now()) } ?? .now()
    return MessageOrder(timestamp: time, number: try FreshName.packet())
  }

  private static func details(
    _ channel: StoredChannel, desk: AccountDesk, database: AccountDatabase
  ) throws -> ChannelDetails {
    let members = try channel.members.map { member in
      let peer = try database.peer(member.id)
      return DaemonAPI.ChannelMember(
        id: member.id.text, name: peer?.name,
        reachable: member.id == desk.id ? "ready" : ContactBook.reachable(peer))
    }
    return ChannelDetails(
      id: channel.id, name: channel.name, owner: channel.ownerID.text, members: members, left: channel.isLeft)
  }
}
