import GnuTLS
import Identity
import JOSE
import Jasper
import Platform
import Testing

@testable import Linking

@Suite("A link between two devices")
struct ExchangeTests {
  let devices: TestDevices
  let random = SeededRandom(1)

  init() throws { devices = try TestDevices.shared.get() }

  @Test(arguments: [false, true])
  func `two devices that follow the rules end with one account, one role and the same digits`(_ isFull: Bool) throws {
    let offered = try devices.offer(random)
    let answered = try devices.scan(Link(offered.link.text), random)
    let hello = try LinkingTests.hello(offered, answered.packets[0])
    #expect(hello.account == devices.account.publicKey && hello.device == devices.oldDevice)
    var revealed = try offered.reveal(to: hello, asking: devices.requests, now: TestDevices.start, random: random.fill)
    let reveal = try LinkingTests.reveal(answered, revealed.packets[0])
    #expect(reveal.requests == devices.requests)
    let compared = try answered.compare(with: reveal, now: TestDevices.start)
    let archive = try Secret(copying: random.bytes(3 << 20))
    let typed = try LinkDigits(typed: revealed.digits.text)
    let confirmed = try right(compared.enter(typed, now: TestDevices.start))
    let packets = try confirmed.seal(devices.answer(isFull ? .full(archive: archive) : .leaf), random: random.fill)
    #expect(packets.count == (isFull ? 7 : 1))
    // In any order, and some of them twice.
    var isWhole = false
    for packet in packets.reversed() + packets { isWhole = try revealed.take(packet) }
    #expect(isWhole)
    let joined = try revealed.join(now: TestDevices.now)
    #expect(joined.answer.grant.role == (isFull ? .full : .leaf))
    #expect(joined.answer.chain == devices.chain && joined.approver == devices.oldDevice)
    #expect(joined.answer.keys[0].file.matches(devices.shared[0].file) && joined.answer.keys[0].generation == 3)
    if case .full(let handed) = joined.answer.grant { #expect(handed.matches(archive)) }
    let done = try joined.finish(random: random.fill)
    let words = (heard(confirmed, done), heard(confirmed, packets))
    #expect(words == (1, 0))
  }

  @Test func `packets look alike from outside: length of recipient and signature, and nothing readable`() throws {
    let offered = try devices.offer(random)
    let answered = try devices.scan(offered.link, random)
    let hello = try LinkingTests.hello(offered, answered.packets[0])
    let (toNew, toOld) = (offered.mailbox, answered.mailbox)
    let sizes = try [toNew, toOld].map { try Base64.decode($0).count }
    #expect(toNew != toOld && sizes == [550, 550])
    let revealed = try offered.reveal(to: hello, asking: devices.requests, now: TestDevices.start, random: random.fill)
    for packet in answered.packets + revealed.packets {
      #expect([toNew, toOld].contains(packet.recipient))
      let signature = try Base64.decode(packet.signature).count
      #expect(signature == 512)
      let content = (try Base64URL.decode(packet.message)).count - 8 - 12 - 16
      #expect(content >= 512 && content.nonzeroBitCount == 1)
      #expect(try PacketCheck.passes(packet))
    }
  }

  @Test func `a key that is told before the old device's is an error`() throws {
    let offered = try devices.offer(random)
    let answered = try devices.scan(offered.link, random)
    let hello = try LinkingTests.hello(offered, answered.packets[0])
    let link = offered.link
    let revealed = try offered.reveal(to: hello, asking: devices.requests, now: TestDevices.start, random: random.fill)
    let known = try reveal(answered, revealed.packets[0])
    func told(_ key: [UInt8], _ hello: [UInt8]) throws -> Packet {
      let reveal = Reveal(key: key, hello: hello, requests: devices.requests, secondsLeft: 300)
      return try MessageKey(before: .reveal, link: link).seal(reveal.content(), random.fill)[0]
    }
    let early = problem(answered, try told(known.key, []))
    let taken = problem(answered, try told(known.key, random.bytes(32)))
    let broken = problem(answered, try told(random.bytes(32), known.hello))
    #expect(early == .revealTooEarly && taken == .linkTaken && broken == .commitmentBroken)
  }

  @Test func `the first valid hello locks the mailbox, and a key of low order is none`() throws {
    let offered = try devices.offer(random)
    let first = try devices.scan(offered.link, random)
    let second = try devices.scan(offered.link, random)
    for point in [[UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31)] {
      let hello = Hello(key: point, account: devices.account.publicKey, device: devices.oldDevice)
      let packet = try MessageKey(before: .hello, link: offered.link).seal(hello.content(), random.fill)[0]
      let count = heard(offered, [packet])
      #expect(count == 0)
    }
    let hello = try LinkingTests.hello(offered, first.packets[0])
    let revealed = try offered.reveal(to: hello, asking: devices.requests, now: TestDevices.start, random: random.fill)
    let (ours, theirs) = (problem(first, revealed.packets[0]), problem(second, revealed.packets[0]))
    #expect(ours == nil && theirs == .linkTaken)
  }

  @Test func `three wrong entries end a link, and the right one after that does nothing`() throws {
    let offered = try devices.offer(random)
    let answered = try devices.scan(offered.link, random)
    let hello = try LinkingTests.hello(offered, answered.packets[0])
    var revealed = try offered.reveal(to: hello, asking: devices.requests, now: TestDevices.start, random: random.fill)
    let reveal = try LinkingTests.reveal(answered, revealed.packets[0])
    var compared = try answered.compare(with: reveal, now: TestDevices.start)
    let refusal = try compared.refusal(random: random.fill)
    let digits = try LinkDigits(typed: "1000 1000 1000")
    for left in [2, 1] {
      let again = try wrong(compared.enter(digits, now: TestDevices.start))
      let triesLeft = again.triesLeft
      #expect(triesLeft == left)
      compared = again
    }
    let third = try over(compared.enter(digits, now: TestDevices.start))
    #expect(third == .digitsWrong)
    let isTaken = try revealed.take(refusal[0])
    #expect(isTaken)
    var code: LinkingError.Code?
    do throws(LinkingError) { _ = try revealed.join(now: TestDevices.now) } catch { code = error.kind }
    #expect(code == .linkRefused)
  }

  @Test func `five minutes after a link was made nothing is of use any more`() throws {
    let late = TestDevices.start + .seconds(300)
    let offered = try devices.offer(random)
    let answered = try devices.scan(offered.link, random)
    let offer = (offered.isExpired(at: late - .seconds(1)), offered.isExpired(at: late))
    #expect(offer == (false, true))
    let hello = try LinkingTests.hello(offered, answered.packets[0])
    let link = offered.link
    // Revealed with ten seconds left: the old device, which scanned it later, has ten seconds too.
    let revealed = try offered.reveal(
      to: hello, asking: devices.requests, now: late - .seconds(10), random: random.fill)
    let waiting = (revealed.isExpired(at: late + .seconds(59)), revealed.isExpired(at: late + .seconds(60)))
    #expect(waiting == (false, true))
    let reveal = try LinkingTests.reveal(answered, revealed.packets[0])
    let compared = try answered.compare(with: reveal, now: TestDevices.start + .seconds(100))
    let isOver = compared.isExpired(at: TestDevices.start + .seconds(109))
    #expect(!isOver)
    let tooLate = try over(compared.enter(revealed.digits, now: TestDevices.start + .seconds(110)))
    #expect(tooLate == .linkExpired)
    let again = try devices.scan(link, random)
    var code: LinkingError.Code?
    do throws(LinkingError) { _ = try again.compare(with: reveal, now: late) } catch { code = error.kind }
    #expect(code == .linkExpired)
    let other = try devices.offer(random)
    do throws(LinkingError) {
      _ = try other.reveal(to: hello, asking: devices.requests, now: late)
      code = nil
    } catch { code = error.kind }
    #expect(code == .linkExpired)
  }
}

extension PacketCheck {
  /// Whether a relay takes it.
  static func passes(_ packet: Packet) throws -> Bool { try Packet(json: packet.json) == packet }
}
