import Jasper
import Platform
import Testing

@Suite("A known relay")
struct KnownRelayTests {
  private let now = RelaySamples.now

  @Test func `pauses between tries without an answer double up to an hour, and end with an answer`() throws {
    var relay = RelaySamples.good("a")
    #expect(relay.nextTry == nil && !relay.isWaiting(at: now) && relay.secondsFailing == 0)
    var time = now
    var pauses: [Int64] = []
    for _ in 0..<13 {
      relay.unreachable(at: time)
      let next = try #require(relay.nextTry)
      pauses.append(next.seconds - time.seconds)
      #expect(relay.isWaiting(at: time) && relay.isWaiting(at: next.adding(seconds: -1)))
      #expect(!relay.isWaiting(at: next))
      time = next
    }
    #expect(pauses == [5, 5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600])
    relay.answered(at: time)
    #expect(relay.nextTry == nil && relay.secondsFailing == 0 && !relay.isWaiting(at: time))
  }

  @Test func `one failure after a long silence of ours is the first one`() {
    var relay = RelaySamples.good("a", at: now.adding(seconds: -999_999))
    relay.unreachable(at: now)
    #expect(relay.nextTry == now.adding(seconds: 5))
  }

  @Test func `a load that is told is kept within bounds until another one is told`() {
    var relay = RelaySamples.good("a", load: 0.5)
    relay.answered(at: now)
    #expect(relay.load == 0.5)
    relay.answered(load: .nan, at: now)
    #expect(relay.load == 0.5)
    relay.answered(load: 9, at: now)
    #expect(relay.load == 1)
    relay.answered(load: -.infinity, at: now)
    #expect(relay.load == 0)
  }

  @Test func `times at the ends of their range do no harm`() {
    let relay = KnownRelay(
      url: RelaySamples.url("a"), lastTriedAt: UnixTime(seconds: .max), failingSince: UnixTime(seconds: .min))
    #expect(relay.nextTry == UnixTime(seconds: .max) && relay.secondsFailing == .max)
    let other = KnownRelay(
      url: RelaySamples.url("a"), lastTriedAt: UnixTime(seconds: .min), failingSince: UnixTime(seconds: .max))
    #expect(other.nextTry != nil && other.secondsFailing >= 0)
    #expect(RelayChoice.probing(among: [relay, other], limit: 9, now: now).count == 1)
  }
}
