import FoundationEssentials
import Platform
import Testing

@testable import Recovery

@Suite struct RehearsalTests {
  private static let seed = [UInt8](repeating: 3, count: 32)

  private func kit(_ name: String, _ threshold: Int = 2, _ count: Int = 3) throws -> RecoveryKit {
    try RecoveryKit(
      seed: Secret(copying: Self.seed), threshold: threshold, count: count, random: Stream(name).fill)
  }

  private func reread(_ record: KitRecord) throws -> KitRecord {
    try JSONDecoder().decode(KitRecord.self, from: JSONEncoder().encode(record))
  }

  @Test func `shares are rehearsed one at a time, with nothing but the record`() throws {
    let kit = try kit("rehearsed")
    var record = try reread(kit.record)
    #expect(record.count == 3 && record.threshold == 2 && record.rehearsed.isEmpty && !record.isRehearsed)
    #expect(try record.rehearse(Share(words: kit.shares[2].words)) == 3)
    #expect(record.rehearsed == [3] && !record.isRehearsed)
    // The same again proves nothing more.
    try record.rehearse(kit.shares[2])
    #expect(!record.isRehearsed)
    record = try reread(record)
    #expect(try record.rehearse(kit.shares[0]) == 1)
    #expect(record.rehearsed == [1, 3] && record.isRehearsed)
    #expect(try reread(record) == record)
  }

  @Test func `a share of another kit, and one that is not what was made, are told apart and not remembered`() throws {
    let kit = try kit("mine")
    var record = kit.record
    let before = record
    let others = [
      try self.kit("another").shares[0], kit.shares[0].changed(memberThreshold: 1),
      kit.shares[0].changed(memberIndex: 3),
    ]
    for share in others { #expect(failure { try record.rehearse(share) }?.kind == .shareOfOtherKit) }
    var wrong = [kit.shares[0].changed(memberIndex: 1)]
    for bit in [0, 100, 255] {
      var bytes = kit.shares[0].value.bytes
      bytes[bit / 8] ^= 1 << (bit % 8)
      wrong.append(try kit.shares[0].changed(value: Secret(copying: bytes)))
    }
    wrong.append(try kit.shares[0].changed(value: Secret(copying: Array(kit.shares[0].value.bytes.prefix(16)))))
    for share in wrong { #expect(failure { try record.rehearse(share) }?.kind == .shareWrong) }
    #expect(record == before)
  }

  @Test func `a record holds no share, no seed and no hash that anybody could make without a share`() throws {
    let kit = try kit("thief", 1, 1)
    let text = String(decoding: try JSONEncoder().encode(kit.record), as: UTF8.self)
    #expect(!text.contains(kit.shares[0].value.hex) && !text.contains(Hex.text(of: Self.seed)))
    for word in try kit.shares[0].words.split(separator: " ") { #expect(!text.contains("\"\(word)\"")) }
    // Two kits of one seed have the same encrypted seed, and verifiers that do not show it.
    let second = try self.kit("thief again", 1, 1)
    #expect(second.shares[0].value.matches(kit.shares[0].value))
    #expect(second.record.verifiers != kit.record.verifiers)
  }

  static let damaged: [(String, String)] = [
    (#""version":1"#, #""version":2"#), (#""threshold":2"#, #""threshold":0"#), (#""threshold":2"#, #""threshold":4"#),
    (#""exponent":1"#, #""exponent":16"#), (#""exponent":1"#, #""exponent":-1"#),
    (#""rehearsed":[]"#, #""rehearsed":[0]"#),
    (#""rehearsed":[]"#, #""rehearsed":[4]"#), (#""verifiers":["#, #""verifiers":["00","#),
    (#""verifiers":["#, #""verifiers":["not hex","#),
  ]

  @Test(arguments: damaged)
  func `a record with values that no kit has is damaged`(_ change: (from: String, to: String)) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(kit("damaged").record), as: UTF8.self)
    let changed = text.replacing(change.from, with: change.to)
    #expect(changed != text)
    let error = failure { _ = try JSONDecoder().decode(KitRecord.self, from: Data(changed.utf8)) }
    #expect(error?.kind == .kitRecordDamaged)
  }
}
