import GnuTLS
import Identity
import JOSE
import Jasper
import Platform
import Testing

@testable import Linking

/// What somebody in the way, or somebody with a pretext, comes to.
@Suite("Attacks on a link")
struct AttackTests {
  let devices: TestDevices

  init() throws { devices = try TestDevices.shared.get() }

  /// The phisher runs the new device himself, by the rules or not, and the victim has scanned its link.
  @Test func `1,000 phishers with the victim's scan and without typed digits get no link`() throws {
    var (links, spent) = (0, 0)
    for seed in 0..<UInt64(1000) {
      let random = SeededRandom(0x5ca7 &+ seed)
      let phisher = try devices.offer(random)
      let victim = try devices.scan(phisher.link, random)
      let hello = try LinkingTests.hello(phisher, victim.packets[0])
      let link = phisher.link
      let revealed = try phisher.reveal(
        to: hello, asking: devices.requests, now: TestDevices.start, random: random.fill)
      // Everything that he has and could have made, into the victim's mailbox, before and after the reveal.
      let keys = revealed.keys
      let forged =
        try MessageKey(.done, link: link, key: keys.done).seal(Secret(copying: Array("done".utf8)), random.fill)
        + MessageKey(.answer, link: link, key: keys.answer).seal(devices.answer().content(), random.fill)
        + victim.packets
      let count = try heard(victim, forged)
      #expect(count == 0)
      let reveal = try LinkingTests.reveal(victim, revealed.packets[0])
      var compared = try victim.compare(with: reveal, now: TestDevices.start)
      // The victim types what it believes to be right, or nothing: it has not seen the phisher's screen.
      tries: for _ in 0..<random.below(4) {
        let guess = random.bytes(5).withUnsafeBytes { LinkDigits(bytes: $0) }
        switch compared.enter(guess, now: TestDevices.start) {
        case .right:
          links += 1
          break tries
        case .wrong(let again): compared = again
        case .over:
          spent += 1
          compared = try devices.scan(link, random).compare(with: reveal, now: TestDevices.start)
          break tries
        }
      }
    }
    #expect(links == 0)
    #expect(spent > 200 && spent < 300)
  }

  /// He has the victim read the digits to it. The role is chosen on the victim's device, and nowhere else.
  @Test func `1,000 phishers who relay the digits live get no archive`() throws {
    var (leaves, archives) = (0, 0)
    for seed in 0..<UInt64(1000) {
      let random = SeededRandom(0x11fe &+ seed)
      let phisher = try devices.offer(random)
      let victim = try devices.scan(phisher.link, random)
      let hello = try LinkingTests.hello(phisher, victim.packets[0])
      // A reveal that asks for more is none.
      let greedy = try Self.reveal(with: .init("role", .string("full")), hello, devices, phisher.link, random)
      let count = try heard(victim, [greedy])
      #expect(count == 0)
      var revealed = try phisher.reveal(
        to: hello, asking: devices.requests, now: TestDevices.start, random: random.fill)
      let reveal = try LinkingTests.reveal(victim, revealed.packets[0])
      let compared = try victim.compare(with: reveal, now: TestDevices.start)
      let confirmed = try right(compared.enter(revealed.digits, now: TestDevices.start))
      // What the old device does where nobody has said otherwise.
      for packet in try confirmed.seal(devices.answer(.leaf), random: random.fill) { _ = try revealed.take(packet) }
      switch try revealed.join(now: TestDevices.now).answer.grant {
      case .leaf: leaves += 1
      case .full: archives += 1
      }
    }
    #expect(archives == 0)
    #expect(leaves == 1000)
  }

  /// He has seen the link and sits between the two: the new device gets his key as the old one's. To the old device he
  /// must tell the new device's own key, since the link names it.
  ///
  /// What is simulated: of the 1,000,000 tries 10,000 are real exchanges of X25519 keys with a whole transcript; for the
  /// others, 32 seeded bytes stand for what X25519 gives and 64 for the transcript's digest, which is what these are to
  /// HKDF. HKDF and digits are real in all of them.
  @Test func `1,000,000 tries of a man in the middle match the digits of the old device never`() throws {
    let random = SeededRandom(0x317d)
    let offered = try devices.offer(random)
    let answered = try devices.scan(offered.link, random)
    let hello = try LinkingTests.hello(offered, answered.packets[0])
    let link = offered.link
    let newKey = offered.key
    let revealed = try offered.reveal(to: hello, asking: devices.requests, now: TestDevices.start, random: random.fill)
    let digits = revealed.digits
    let reveal = try LinkingTests.reveal(answered, revealed.packets[0])
    var (matches, seen) = (0, Set<LinkDigits>())
    for _ in 0..<10_000 {
      let own = try X25519PrivateKey.fresh(random.fill)
      let put = Hello(key: own.publicKey, account: hello.account, device: hello.device)
      let keys = try SessionKeys(
        shared: newKey.sharedSecret(with: own.publicKey), link: link,
        transcript: Transcript(link: link, hello: put, reveal: reveal))
      if keys.digits == digits { matches += 1 }
      seen.insert(keys.digits)
    }
    #expect(seen.count == 10_000)
    for _ in 10_000..<1_000_000 {
      let input = try Secret(count: 64, filling: random.fill)
      let told = try SessionKeys.digits(input, salt: random.bytes(64))
      if told == digits { matches += 1 }
    }
    #expect(matches == 0)
  }

  @Test func `bytes that are cut, flipped, replayed or too long are passed over and use no try up`() throws {
    let random = SeededRandom(0xbad)
    let offered = try devices.offer(random)
    let answered = try devices.scan(offered.link, random)
    let hello = try LinkingTests.hello(offered, answered.packets[0])
    let other = try devices.offer(random)
    let hostileHellos = Self.hostile(answered.packets[0], random)
    let hellos = heard(offered, hostileHellos) + heard(other, hostileHellos + answered.packets)
    #expect(hellos == 0)
    var revealed = try offered.reveal(to: hello, asking: devices.requests, now: TestDevices.start, random: random.fill)
    let reveals = try heard(answered, Self.hostile(revealed.packets[0], random) + answered.packets)
    #expect(reveals == 0)
    let reveal = try LinkingTests.reveal(answered, revealed.packets[0])
    let compared = try answered.compare(with: reveal, now: TestDevices.start)
    let triesLeft = compared.triesLeft
    #expect(triesLeft == 3)
    let refusal = try compared.refusal(random: random.fill)
    let confirmed = try right(compared.enter(revealed.digits, now: TestDevices.start))
    let packets = try confirmed.seal(devices.answer(), random: random.fill)
    let hostile = Self.hostile(packets[0], random) + Self.hostile(refusal[0], random) + revealed.packets
    var answers = 0
    for packet in hostile where try revealed.take(packet) { answers += 1 }
    answers += heard(confirmed, hostile)
    #expect(answers == 0)
    let isWhole = try revealed.take(packets[0])
    #expect(isWhole)
    _ = try revealed.join(now: TestDevices.now)
  }

  /// The packet with each kind of damage that a relay, or whoever writes into the mailbox, can do.
  private static func hostile(_ packet: Packet, _ random: SeededRandom) -> [Packet] {
    let bytes = Array(packet.message.utf8)
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var messages = (0..<300).map { _ in Array(bytes.prefix(random.below(bytes.count))) }
    messages += (0..<300).map { _ in
      var changed = bytes
      let place = random.below(bytes.count - 1)
      changed[place] = digits[(digits.firstIndex(of: changed[place]) ?? 0) ^ (1 << random.below(6))]
      return changed
    }
    messages += [[], bytes + bytes, bytes + Array("AAAA".utf8), Array("====".utf8), Array("é".utf8)]
    messages.append([UInt8](repeating: UInt8(ascii: "A"), count: 900_000))
    var packets = messages.map {
      Packet(recipient: packet.recipient, message: String(decoding: $0, as: UTF8.self), signature: packet.signature)
    }
    packets.append(Packet(recipient: "elsewhere", message: packet.message, signature: packet.signature))
    return packets
  }

  private static func reveal(
    with member: StrictJSON.Member, _ hello: Hello, _ devices: TestDevices, _ link: Link, _ random: SeededRandom
  ) throws -> Packet {
    let honest = Reveal(key: link.commitment, hello: hello.digest, requests: devices.requests, secondsLeft: 300)
    let value = try honest.content().withBytes { try StrictJSON.parse($0) }
    let content = StrictJSON.object((value.members ?? []) + [member]).serialise()
    return try MessageKey(before: .reveal, link: link).seal(Secret(copying: content), random.fill)[0]
  }
}
