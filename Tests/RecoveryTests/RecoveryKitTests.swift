import FoundationEssentials
import GnuTLS
import Platform
import Testing

@testable import Recovery

@Suite struct RecoveryKitTests {
  private static let seed = [UInt8](0..<32)

  private func kit(_ threshold: Int, _ count: Int, seed: [UInt8] = seed) throws -> RecoveryKit {
    let name = "kit \(threshold) \(count) \(seed)"
    return try RecoveryKit(seed: Secret(copying: seed), threshold: threshold, count: count, random: Stream(name).fill)
  }

  @Test func `a kit of one share has 33 words, and they are enough`() throws {
    let kit = try kit(1, 1)
    #expect(kit.shares.count == 1 && kit.shares[0].number == 1)
    let words = try kit.shares[0].words
    #expect(words.split(separator: " ").count == 33)
    #expect(try RecoveryKit.open([Share(words: words)]).bytes == Self.seed)
  }

  @Test func `of 3 of 5 all 10 triples open, and all 10 pairs fail alike`() throws {
    let shares = try kit(3, 5).shares
    let triples = shares.choices(of: 3)
    #expect(triples.count == 10)
    for triple in triples {
      let read = try triple.shuffled().map { try Share(words: $0.words) }
      #expect(try RecoveryKit.open(read).bytes == Self.seed)
    }
    let pairs = shares.choices(of: 2)
    #expect(pairs.count == 10)
    let errors = pairs.map { pair in failure { _ = try RecoveryKit.open(pair) } }
    #expect(Set(errors.map { $0?.description ?? "opens" }).count == 1)
    #expect(errors[0]?.kind == .sharesMissing)
  }

  @Test func `a pair that pretends to be enough fails, and so does each single share`() throws {
    let shares = try kit(3, 5).shares
    for pair in shares.choices(of: 2) {
      let forged = pair.map { $0.changed(memberThreshold: 2) }
      #expect(failure { _ = try RecoveryKit.open(forged) }?.kind == .sharesWrong)
    }
    for share in shares {
      #expect(failure { _ = try RecoveryKit.open([share]) }?.kind == .sharesMissing)
      // One that says that it is enough is a kit of one share: it opens, and gives another key than the account's.
      #expect(try RecoveryKit.open([share.changed(memberThreshold: 1)]).bytes != Self.seed)
    }
  }

  @Test func `a share twice counts once, and more shares than are needed must all be of the kit`() throws {
    let shares = try kit(3, 5).shares
    #expect(failure { _ = try RecoveryKit.open([shares[0], shares[1], shares[1]]) }?.kind == .sharesMissing)
    #expect(try RecoveryKit.open(shares + shares).bytes == Self.seed)
    #expect(try RecoveryKit.open(Array(shares.reversed())).bytes == Self.seed)
    var bytes = shares[4].value.bytes
    bytes[31] ^= 1
    let changed = try shares[4].changed(value: Secret(copying: bytes))
    for place in 0...3 {
      var all = Array(shares[..<4])
      all.insert(changed, at: place)
      #expect(failure { _ = try RecoveryKit.open(all) }?.kind == .sharesWrong)
    }
    #expect(failure { _ = try RecoveryKit.open(shares + [changed]) }?.kind == .sharesContradict)
  }

  @Test func `shares of two kits of one seed do not go together, and each kit opens`() throws {
    let first = try kit(2, 3).shares
    let second = try RecoveryKit(
      seed: Secret(copying: Self.seed), threshold: 2, count: 3, random: Stream("another").fill
    ).shares
    #expect(failure { _ = try RecoveryKit.open([first[0], second[1]]) }?.kind == .sharesMixed)
    #expect(try RecoveryKit.open(Array(first[1...])).bytes == Self.seed)
    #expect(try RecoveryKit.open(Array(second[1...])).bytes == Self.seed)
  }

  @Test func `a kit of another length of seed is no kit, and cannot be made`() throws {
    let wallet = try SLIP39.split(
      Stream("wallet").secret(16), plan: SharePlan(threshold: 1, count: 1), random: Stream("wallet").fill)
    #expect(failure { _ = try RecoveryKit.open(wallet[0]) }?.kind == .seedSizeWrong)
    for count in [0, 16, 31, 33, 64] {
      #expect(failure { _ = try kit(1, 1, seed: [UInt8](repeating: 1, count: count)) }?.kind == .kitRefused)
    }
  }

  @Test(arguments: [(0, 1), (1, 0), (2, 1), (1, 2), (1, 16), (3, 17), (17, 17), (-1, 3)])
  func `thresholds and counts that make no sense are refused`(threshold: Int, count: Int) {
    #expect(failure { _ = try kit(threshold, count) }?.kind == .kitRefused)
  }

  @Test func `when randomness fails there is no kit`() throws {
    struct Dry: Error {}
    let error = failure {
      _ = try RecoveryKit(seed: Secret(copying: Self.seed), threshold: 2, count: 2) { _ in throw Dry() }
    }
    #expect(error?.kind == .libraryFailed)
  }

  @Test func `with real randomness two kits of a seed differ, and both open`() throws {
    let seed = try Secret(copying: Self.seed)
    let kits = try [RecoveryKit(seed: seed), RecoveryKit(seed: seed)]
    // The encrypted seed is the same: what differs is the identifier, and with it the first words and the checksum.
    for kit in kits { #expect(try RecoveryKit.open(kit.shares).matches(seed)) }
    let first = try RecoveryKit(seed: seed, threshold: 2, count: 2).shares[0]
    let second = try RecoveryKit(seed: seed, threshold: 2, count: 2).shares[0]
    #expect(!first.value.matches(second.value))
  }

  @Test func `the seed makes one key, which signs what its public half checks`() throws {
    let opened = try RecoveryKit.open(kit(2, 3).shares)
    let key = try Ed25519PrivateKey(seed: opened)
    #expect(try key.publicKey == Ed25519PrivateKey(seed: Secret(copying: Self.seed)).publicKey)
    let signature = try key.sign(Array("rotate".utf8))
    #expect(key.publicKey.isValid(signature, for: Array("rotate".utf8)))
  }
}
