import Platform
import Testing

@testable import Relay

@Suite("Hostile reconciliation messages")
struct HostileMessageTests {
  @Test(arguments: [
    ("", ReconciliationError.Code.messageTruncated),
    ("20", .versionUnsupported),
    ("61 01", .messageTruncated),
    ("61 80 01 00", .varintMalformed),  // a leading zero digit
    ("61 ffffffffffffffffffff7f 00 00", .varintMalformed),  // 70 bits
    ("61 82808080808080808000 00 00", .varintMalformed),  // 2^64
    ("61 01 21", .boundMalformed),  // a prefix of 33 bytes
    ("61 01 01", .messageTruncated),
    ("61 81ffffffffffffffff7f 00 00 03 00 00", .boundMalformed),  // 2^64 - 2 and 2 more
    ("61 00 00 00 02 00 00", .boundMalformed),  // something after infinity
    ("61 01 01 80 00 01 01 7f 00", .rangesOutOfOrder),
    ("61 05 00 00 01 00 00 01 01 07 02 00 01 01 06 02 00", .rangesOutOfOrder),
    ("61 00 00 03", .modeUnknown),
    ("61 00 00 ffffff7f", .modeUnknown),
    ("61 00 00 01 00112233445566778899aabbccddee", .messageTruncated),
    ("61 00 00 02 01", .messageTruncated),
    ("61 00 00 02 81ffffffffffffffff7f", .messageTruncated),  // 2^64 - 1 IDs
    ("61 01 01 80 02 01" + String(repeating: "81", count: 32), .idOutsideRange),
    ("61 00 00 02 02" + String(repeating: "81", count: 64), .idRepeated),
  ])
  func `a message that is wrong anywhere is refused with its code by both sides`(
    text: String, code: ReconciliationError.Code
  ) throws {
    let message = try #require(Hex.bytes(of: text.filter { $0 != " " }))
    let expected = ReconciliationError(code, "")
    #expect(throws: expected) { try ReconciliationResponder(RangeTree()).answer(message) }
    var initiator = ReconciliationInitiator(RangeTree())
    #expect(throws: expected) { try initiator.receive(message) }
    #expect(initiator.rounds == 0)
  }

  @Test func `a message longer than the limit is not looked at`() {
    let strategy = ReconciliationStrategy(receiveLimit: 4_096)
    let message = [0x61] + [UInt8](repeating: 0, count: 4_096)
    #expect(throws: ReconciliationError(.messageTooLarge, "")) {
      try ReconciliationResponder(RangeTree(), strategy: strategy).answer(message)
    }
  }

  @Test func `a responder that makes up differences for ever is given up`() throws {
    var generator = SeededGenerator(seed: 21)
    let tree = RangeTree(ItemID.randoms(1_000, &generator))
    var initiator = ReconciliationInitiator(tree, strategy: ReconciliationStrategy(roundLimit: 20))
    var writer = MessageWriter()
    writer.fingerprint(Fingerprint(bytes: [UInt8](repeating: 7, count: 16)), to: .infinity)
    for _ in 0..<20 {
      let step = try initiator.receive(writer.bytes)
      #expect(step.message != nil)
    }
    #expect(throws: ReconciliationError(.roundsExceeded, "")) { try initiator.receive(writer.bytes) }
  }

  @Test func `the largest message of ranges that all differ is answered within the frame limit`() throws {
    var generator = SeededGenerator(seed: 22)
    let tree = RangeTree(ItemID.randoms(50_000, &generator))
    var writer = MessageWriter()
    // 20,000 ranges of equal length.
    for part in 1...20_000 as ClosedRange<UInt64> {
      let bound = RangeBound(timestamp: 0, id: ItemID(words: (part * (UInt64.max / 20_000), 0, 0, 0)), prefix: 8)
      writer.fingerprint(Fingerprint(bytes: [UInt8](repeating: 9, count: 16)), to: bound)
    }
    let strategy = ReconciliationStrategy(frameLimit: 65_536, receiveLimit: 1 << 20)
    let answer = try ReconciliationResponder(tree, strategy: strategy).answer(writer.bytes)
    #expect(answer.count <= 65_536)
    #expect(answer.count > 60_000)
  }

  @Test(arguments: 1...20)
  func `changed, cut and glued messages end in an answer or a coded error, never in a trap`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let left = RangeTree(ItemID.randoms(400, &generator))
    let right = RangeTree(left.ids(in: 0..<350) + ItemID.randoms(40, &generator))
    let seeds = try Dialogue(left, right).messages
    let strategy = ReconciliationStrategy(frameLimit: 4_096)
    let before = right.fingerprint(of: 0..<right.count)
    for _ in 0..<500 {
      var message = seeds.randomElement(using: &generator) ?? []
      for _ in 0..<Int.random(in: 1...4, using: &generator) { mutate(&message, seeds, &generator) }
      do {
        let answer = try ReconciliationResponder(right, strategy: strategy).answer(message)
        #expect(answer.count <= 4_096)
        _ = try MessageReader.read(answer, limit: 4_096)
      } catch {}  // typed: a ReconciliationError
      var initiator = ReconciliationInitiator(left, strategy: strategy)
      do {
        let step = try initiator.receive(message)
        #expect(step.needed.count <= message.count / 32)
        #expect((step.message?.count ?? 0) <= 4_096)
      } catch {}  // typed: a ReconciliationError
    }
    #expect(right.fingerprint(of: 0..<right.count) == before)
  }

  private func mutate(_ message: inout [UInt8], _ seeds: [[UInt8]], _ generator: inout SeededGenerator) {
    let at = Int.random(in: 0...message.count, using: &generator)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: message.removeSubrange(at...)
    case 1: message.insert(UInt8.random(in: 0...255, using: &generator), at: at)
    case 2: message += (seeds.randomElement(using: &generator) ?? []).dropFirst(at)
    case 3: message.removeSubrange(at..<min(message.count, at + 8))
    case 4 where at < message.count: message[at] = [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &generator) ?? 0
    default: if at < message.count { message[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
    }
  }
}
