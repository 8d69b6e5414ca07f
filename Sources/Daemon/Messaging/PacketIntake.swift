import AccountStore
import FoundationEssentials
import JOSE
import Jasper
import Platform
import Sealing

/// Opens packets that came, and takes in what is to be believed. One at a time for an account, so that of two packets
/// of one name the first is taken in before the second is asked about.
actor PacketIntake {
  struct Outcome: Sendable {
    var received = 0
    var refused = 0
    /// Not looked at before.
    var new = 0
    /// Whether the account's keys may be others than in memory.
    var hasNewKeys = false

    static func += (left: inout Outcome, right: Outcome) {
      left.received += right.received
      left.refused += right.refused
      left.new += right.new
      left.hasNewKeys = left.hasNewKeys || right.hasNewKeys
    }
  }

  /// Packets that are opened beside each other.
  private static let batch = 16

  private let desk: AccountDesk
  /// Packets are taken in by one task at a time; the others wait here.
  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(desk: AccountDesk) { self.desk = desk }

  /// Takes in what came from a relay.
  /// - Throws: `MessagingError.agentLocked`, `keysPending`; `StoreError`: then what is not taken in comes again.
  func take(_ packets: [Packet], now: UnixTime = .now()) async throws -> Outcome {
    await enter()
    defer { leave() }
    var outcome = Outcome()
    var rest = try await unseen(packets)[...]
    outcome.new = rest.count
    while !rest.isEmpty {
      outcome += try await work(Array(rest.prefix(Self.batch)), now: now)
      rest = rest.dropFirst(Self.batch)
    }
    await tell(outcome)
    // Who is out is told at once, and not when the account is looked after next.
    if outcome.hasNewKeys { try await OwnRevocation(desk: desk).notice(now: now) }
    return outcome
  }

  /// Looks again at what was ahead of its time.
  /// - Throws: as `take`.
  func takeHeldBack(now: UnixTime = .now()) async throws -> Outcome {
    await enter()
    defer { leave() }
    var outcome = Outcome()
    for held in try await desk.withDatabase({ try $0.heldPackets(due: now, limit: 100) }) {
      let packet: Packet
      do throws(JasperError) {
        packet = try Packet(json: held.packet)
      } catch {
        // It was one when it was stored; a record that is none any more would be looked at for ever.
        try await desk.withDatabase { try $0.write { try $0.removeHeldPacket(held.hash) } }
        continue
      }
      outcome += try await work([packet], now: now)
      // Only now: a crash in between brings it a second time, and then it is a replay.
      try await desk.withDatabase { try $0.write { try $0.removeHeldPacket(held.hash, until: held.until) } }
    }
    await tell(outcome)
    return outcome
  }

  private func tell(_ outcome: Outcome) async {
    if outcome.hasNewKeys { await desk.agent.forget() }
    if outcome.received > 0 || outcome.hasNewKeys { desk.tellWatchers() }
  }

  private func unseen(_ packets: [Packet]) async throws -> [Packet] {
    // Not by the message's hash: whoever spreads a message with a false signature first would keep the true packet out.
    let names = packets.map(\.id.text)
    let seen = try await desk.withDatabase { try $0.seen(among: names) }
    var taken = seen
    return zip(packets, names).filter { taken.insert($0.1).inserted }.map(\.0)
  }

  private func work(_ packets: [Packet], now: UnixTime) async throws -> Outcome {
    let keys = try await desk.agent.listening()
    let opened = try await Self.open(packets, keys.opener)
    await desk.agent.countOpened(Int64(opened.count { $0 != nil }))
    let desk = desk
    return try await desk.change { database in
      var outcome = Outcome()
      for (packet, content) in zip(packets, opened) {
        var arrival = PacketArrival(desk: desk, database: database, packet: packet, now: now)
        arrival.wraps = keys.wraps
        arrival.isOut = keys.isOut
        switch try arrival.take(content) {
        case .received: outcome.received += 1
        case .refused: outcome.refused += 1
        case .keysChanged:
          outcome.received += 1
          outcome.hasNewKeys = true
        case .ignored: break
        }
      }
      return outcome
    }
  }

  /// In the order of the packets; nil for those that cannot be opened.
  private static func open(_ packets: [Packet], _ opener: Opener) async throws -> [OpenedPacket?] {
    try await withThrowingTaskGroup(of: (Int, OpenedPacket?).self) { group in
      for (index, packet) in packets.enumerated() {
        // What cannot be opened is nobody's business, ours included: see `Opener`.
        group.addTask { (index, try await CPUWork.run { try? opener.open(packet) }) }
      }
      var opened = [OpenedPacket?](repeating: nil, count: packets.count)
      for try await (index, content) in group { opened[index] = content }
      return opened
    }
  }

  private func enter() async {
    if !isBusy {
      isBusy = true
      return
    }
    // Whoever leaves hands its place over.
    await withCheckedContinuation { waiting.append($0) }
  }

  private func leave() {
    if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
  }
}
