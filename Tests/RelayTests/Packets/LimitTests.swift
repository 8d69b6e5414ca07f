import Jasper
import Platform
import Testing

@testable import Relay

struct LimitTests {
  let clock = DrivenClock()

  private func rules(capacity: Int, forRecipient: Int = .max / 16) -> PacketRules {
    var rules = PacketRules()
    rules.capacity = capacity
    rules.sourceRecipientBytes = forRecipient
    return rules
  }

  /// Admits packets until one is refused.
  private func flood(
    _ index: inout PacketIndex, from source: PacketSource, to recipient: String, _ label: String
  ) throws -> (count: Int, refusal: RelayError.Code?) {
    for number in 0..<100_000 {
      let packet = Packet(recipient: recipient, message: "\(label) \(number)", signature: "s")
      let admission = index.admit(try PacketCandidate(packet, from: source), at: clock.now())
      index.commit()
      if case .refused(let error) = admission { return (number, error.kind) }
    }
    return (100_000, nil)
  }

  @Test func `a flood from one source never takes more than half, and others go on`() throws {
    var index = PacketIndex(rules: rules(capacity: 2_000_000))
    let first = try flood(&index, from: source(1), to: "victim", "a")
    #expect(first.refusal == .sourceFull)
    #expect(index.ledger.total <= 1_000_000)
    let friend = Packet(recipient: "victim", message: "from a friend", signature: "s")
    #expect(index.admit(try PacketCandidate(friend, from: source(2)), at: clock.now()) != .duplicate)
    #expect(index.page(for: .of("victim"), after: 0, bytes: .max).numbers.count == first.count)
    index.commit()
    #expect(index.page(for: .of("victim"), after: 0, bytes: .max).numbers.count == first.count + 1)
  }

  @Test func `however many sources flood, a new one still finds room`() throws {
    var index = PacketIndex(rules: rules(capacity: 4_000_000))
    for number in 1..<8 {
      #expect(try flood(&index, from: source(UInt8(number)), to: "v", "\(number)").refusal == .sourceFull)
    }
    #expect(try flood(&index, from: source(99), to: "bob", "last").count > 0)
  }

  @Test func `a full store refuses and drops nothing`() throws {
    var rules = rules(capacity: 100_000)
    rules.clientShare = 1_000_000
    var index = PacketIndex(rules: rules)
    let result = try flood(&index, from: source(1), to: "bob", "a")
    #expect(result.refusal == .storeFull)
    #expect(index.entries.count == result.count)
  }

  @Test func `one source fills one mailbox only so far, whatever room there is`() throws {
    var index = PacketIndex(rules: rules(capacity: 1 << 30, forRecipient: 50_000))
    let victim = try flood(&index, from: source(1), to: "victim", "a")
    #expect(victim.refusal == .sourceRecipientFull)
    for number in 2..<6 {
      #expect(try flood(&index, from: source(UInt8(number)), to: "victim", "\(number)").count == victim.count)
    }
    let peer = try flood(&index, from: source(9, isPeer: true), to: "victim", "p")
    #expect(peer.count > 7 * victim.count)
  }

  @Test func `what goes makes room again`() throws {
    var index = PacketIndex(rules: rules(capacity: 200_000))
    let before = try flood(&index, from: source(1), to: "bob", "a").count
    clock.advance(seconds: RetentionTests.week)
    index.retire(at: clock.now())
    #expect(index.ledger.total == 0)
    #expect(index.ledger.count == 0)
    #expect(try flood(&index, from: source(1), to: "bob", "b").count == before)
  }

  @Test func `a commit that failed leaves nothing behind`() throws {
    var index = PacketIndex(rules: PacketRules())
    let kept = Packet(recipient: "bob", message: "kept", signature: "s")
    _ = index.admit(try PacketCandidate(kept, from: source(1)), at: clock.now())
    index.commit()
    let lost = Packet(recipient: "bob", message: "lost", signature: "s")
    _ = index.admit(try PacketCandidate(lost, from: source(2)), at: clock.now())
    #expect(index.hashes == [kept.hash])
    index.rollBack()
    #expect(index.entries.count == 1)
    #expect(index.tree.count == 1)
    #expect(index.ledger.count == 1)
    _ = index.admit(try PacketCandidate(lost, from: source(2)), at: clock.now())
    index.commit()
    #expect(index.page(for: .of("bob"), after: 0, bytes: .max).numbers.count == 2)
  }

  @Test func `numbers in a list are found and taken out wherever they stand`() {
    var list = SequenceList()
    for number in 1...1000 { list.append(Int64(number)) }
    for number in stride(from: 1, through: 1000, by: 2) { list.remove(Int64(number)) }
    #expect(Array(list.all) == stride(from: 2, through: 1000, by: 2).map { Int64($0) })
    #expect(list.after(500).first == 502)
    #expect(list.after(1000).isEmpty)
    #expect(list.after(.max).isEmpty)
    for number in stride(from: 2, through: 1000, by: 2) { list.remove(Int64(number)) }
    #expect(list.isEmpty)
  }
}
