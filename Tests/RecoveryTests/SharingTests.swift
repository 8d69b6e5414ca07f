import Platform
import Testing

@testable import Recovery

@Suite struct SharingTests {
  @Test func `the field is that of AES`() {
    // FIPS 197 §4.2 and §4.2.1.
    #expect(GF256.multiply(0x57, 0x83) == 0xc1)
    #expect(GF256.multiply(0x57, 0x13) == 0xfe)
    for left: UInt8 in 0...255 {
      #expect(GF256.multiply(left, 1) == left && GF256.multiply(left, 0) == 0)
      #expect(GF256.multiply(left, GF256.inverse(left)) == (left == 0 ? 0 : 1))
      for right: UInt8 in 0...255 where GF256.multiply(left, right) != GF256.multiply(right, left) {
        Issue.record("\(left) times \(right)")
      }
    }
  }

  @Test(arguments: [(2, 2), (2, 5), (3, 5), (5, 5), (8, 16), (16, 16)])
  func `every choice of enough shares opens`(threshold: Int, count: Int) throws {
    let stream = Stream("\(threshold) of \(count)")
    let secret = try stream.secret(32)
    let shares = try SecretSharing.split(secret, threshold: threshold, count: count, random: stream.fill)
    let points = shares.enumerated().map { SecretSharing.Point(x: UInt8($0), y: $1) }
    // 12,870 choices of 8 of 16 would be too many: the first 200 of each.
    for chosen in points.choices(of: threshold).prefix(200) {
      #expect(try SecretSharing.recover(chosen.shuffled())?.matches(secret) == true)
    }
  }

  @Test func `one share fewer, or a changed one, does not pass the digest`() throws {
    let stream = Stream("digest")
    let secret = try stream.secret(32)
    let points = try SecretSharing.split(secret, threshold: 4, count: 6, random: stream.fill).enumerated().map {
      SecretSharing.Point(x: UInt8($0), y: $1)
    }
    for chosen in points.choices(of: 3) { #expect(try SecretSharing.recover(chosen) == nil) }
    for place in 0..<32 {
      var bytes = points[1].y.bytes
      bytes[place] ^= 0x80
      let changed = SecretSharing.Point(x: 1, y: try Secret(copying: bytes))
      #expect(try SecretSharing.recover([points[0], changed, points[2], points[3]]) == nil)
    }
  }

  @Test func `shares of one secret differ each time, and the secret is not among them`() throws {
    let secret = try Stream("twice").secret(32)
    let first = try SecretSharing.split(secret, threshold: 2, count: 3, random: Stream("a").fill)
    let second = try SecretSharing.split(secret, threshold: 2, count: 3, random: Stream("b").fill)
    for share in first + second { #expect(!share.matches(secret)) }
    #expect(zip(first, second).allSatisfy { !$0.matches($1) })
  }

  @Test func `an encrypted secret comes back with its passphrase, and as another one with another`() throws {
    let secret = try Stream("cipher").secret(32)
    for isExtendable in [true, false] {
      func cipher(_ passphrase: String?, identifier: Int = 7) throws -> SecretCipher {
        try SecretCipher(
          identifier: identifier, isExtendable: isExtendable, iterationExponent: 0,
          passphrase: passphrase.map { try Secret($0) })
      }
      let encrypted = try cipher("word").encrypt(secret)
      #expect(!encrypted.matches(secret))
      #expect(try cipher("word").decrypt(encrypted).matches(secret))
      #expect(try !cipher("World").decrypt(encrypted).matches(secret))
      #expect(try !cipher(nil).decrypt(encrypted).matches(secret))
      #expect(try cipher(nil).encrypt(secret).matches(cipher("").encrypt(secret)))
      // Only where it is not extendable the identifier is a part of it.
      #expect(try cipher("word", identifier: 8).decrypt(encrypted).matches(secret) == isExtendable)
    }
  }

  @Test func `random secrets of every length and plan come back from words`() throws {
    var random = Stream("every length and plan")
    for round in 0..<60 {
      let stream = Stream("round \(round)")
      let secret = try stream.secret(2 * Int.random(in: 8...32, using: &random))
      let groups = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        let count = Int.random(in: 1...6, using: &random)
        return SharePlan.Group(threshold: count == 1 ? 1 : Int.random(in: 2...count, using: &random), count: count)
      }
      let plan = try SharePlan(groupThreshold: Int.random(in: 1...groups.count, using: &random), groups: groups)
      let shares = try SLIP39.split(
        secret, plan: plan, iterationExponent: 0, isExtendable: round.isMultiple(of: 2), random: stream.fill)
      let chosen = zip(shares, plan.groups).shuffled(using: &random).prefix(plan.groupThreshold).flatMap {
        shares, group in
        shares.shuffled(using: &random).prefix(group.threshold)
      }
      let read = try chosen.map { try Share(words: $0.words) }
      #expect(try SLIP39.combine(read).matches(secret))
    }
  }
}
