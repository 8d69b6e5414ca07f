import FoundationEssentials
import GnuTLS
import Platform
import Testing

@testable import Relay

/// Fixtures/negentropy, made by another reading of the protocol (make-negentropy-vectors.py).
@Suite("Negentropy vectors")
struct NegentropyVectorTests {
  struct Vectors: Decodable {
    struct Number: Decodable { let number, bytes: String }
    struct Bound: Decodable { let timestamp, prefix: String }
    struct Bounds: Decodable {
      let bounds: [Bound]
      let message: String
    }
    struct Sum: Decodable {
      let ids: [String]
      let fingerprint: String
    }
    struct Side: Decodable {
      let sets: [[Part]]
      let buckets, listLimit: Int
      var strategy: ReconciliationStrategy { ReconciliationStrategy(buckets: buckets, listLimit: listLimit) }
    }
    struct Talk: Decodable {
      let name: String
      let initiator, responder: Side
      let messages, had, needed: [String]
    }
    let varints: [Number]
    let bounds: [Bounds]
    let fingerprints: [Sum]
    let dialogues: [Talk]
  }

  /// A word or a number of "[world, first, last]".
  enum Part: Decodable {
    case word(String), number(Int)

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let number = try? value.decode(Int.self) {  // then it is a word
        self = .number(number)
      } else {
        self = .word(try value.decode(String.self))
      }
    }
  }

  private let vectors: Vectors

  init() throws { vectors = try JSONDecoder().decode(Vectors.self, from: Fixture.data("negentropy/vectors.json")) }

  private func tree(_ side: Vectors.Side) throws -> RangeTree {
    var ids: [ItemID] = []
    for set in side.sets {
      guard case .word(let world) = set[0], case .number(let first) = set[1], case .number(let last) = set[2] else {
        Issue.record("a set that is no world with its first and last number")
        continue
      }
      for index in first..<last {
        ids.append(try #require(ItemID(bytes: Digest.sha256.hash(Array("\(world):\(index)".utf8)))))
      }
    }
    return RangeTree(ids)
  }

  private func ids(_ texts: [String]) throws -> [ItemID] {
    try texts.map { try #require(ItemID(hash: $0)) }
  }

  @Test func `numbers are written as the vectors have them`() throws {
    for vector in vectors.varints {
      var bytes: [UInt8] = []
      Varint.append(try #require(UInt64(vector.number)), to: &bytes)
      #expect(Hex.text(of: bytes) == vector.bytes)
    }
  }

  @Test func `bounds are read, and written again, as the vectors have them`() throws {
    for vector in vectors.bounds {
      let message = try #require(Hex.bytes(of: vector.message))
      let ranges = try MessageReader.read(message, limit: 4_096)
      #expect(ranges.map { String($0.upper.timestamp) } == vector.bounds.map(\.timestamp))
      for (range, bound) in zip(ranges, vector.bounds) {
        #expect(Hex.text(of: range.upper.id.bytes.prefix(range.upper.prefix)) == bound.prefix)
      }
      var writer = MessageWriter()
      for range in ranges { writer.list([], to: range.upper) }
      #expect(writer.bytes == message)
    }
  }

  @Test func `fingerprints are those of the vectors, however the tree came about`() throws {
    for vector in vectors.fingerprints {
      let ids = try ids(vector.ids)
      var inserted = RangeTree()
      for id in ids { inserted.insert(id) }
      for tree in [RangeTree(ids), inserted] {
        #expect(Hex.text(of: tree.fingerprint(of: 0..<tree.count).bytes) == vector.fingerprint)
      }
    }
  }

  @Test func `whole dialogues are those of the vectors, byte for byte`() throws {
    for vector in vectors.dialogues {
      let dialogue = try Dialogue(
        tree(vector.initiator), tree(vector.responder), strategy: vector.initiator.strategy,
        other: vector.responder.strategy)
      #expect(dialogue.messages.map { Hex.text(of: $0) } == vector.messages, "\(vector.name)")
      #expect(dialogue.had == (try ids(vector.had)), "\(vector.name)")
      #expect(dialogue.needed == (try ids(vector.needed)), "\(vector.name)")
    }
  }
}
