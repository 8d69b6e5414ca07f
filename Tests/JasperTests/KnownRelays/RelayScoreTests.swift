import Jasper
import Platform
import Testing

@Suite("A relay's score")
struct RelayScoreTests {
  private let now = RelaySamples.now

  @Test func `nothing speaks against a new one`() {
    let score = RelayScore()
    #expect(score.value(at: now) == 1 && !score.isPoor(at: now))
  }

  @Test func `a lost packet weighs more than eight tries without an answer`() {
    var lost = RelayScore()
    lost.lost(at: now)
    var silent = RelayScore()
    for _ in 0..<8 { silent.unreachable(at: now) }
    #expect(lost.value(at: now) < silent.value(at: now))
    #expect(lost.losses == 1 && silent.failures == 8 && lost.failures == 0)
    #expect(!lost.isPoor(at: now), "once may be chance")
    lost.lost(at: now)
    #expect(lost.isPoor(at: now))
  }

  @Test func `delivered packets bring it back, step by step`() {
    var score = RelayScore()
    score.lost(at: now)
    score.lost(at: now)
    #expect(score.isPoor(at: now))
    var last = score.value(at: now)
    for _ in 0..<10 {
      score.delivered(at: now)
      #expect(score.value(at: now) > last && score.value(at: now) < 1)
      last = score.value(at: now)
    }
    #expect(score.successes == 10 && !score.isPoor(at: now))
  }

  @Test func `half of what is missing comes back in a day, in a week for one that loses as a habit`() {
    var once = RelayScore()
    once.lost(at: now)
    var habit = RelayScore()
    for _ in 0..<5 { habit.lost(at: now) }
    let missing = 1 - habit.value(at: now)
    #expect(abs(once.value(at: now.adding(seconds: 86_400)) - 0.8) < 1e-9)
    #expect(abs(habit.value(at: now.adding(seconds: 7 * 86_400)) - (1 - missing / 2)) < 1e-9)
    #expect(habit.isPoor(at: now.adding(seconds: 86_400)))
    #expect(habit.value(at: now.adding(seconds: 400 * 86_400)) > 0.99, "nobody is out for good")
  }

  @Test func `five lost of a thousand are no habit`() {
    var score = RelayScore()
    for number in 0..<1000 {
      if number % 200 == 0 { score.lost(at: now) } else { score.delivered(at: now) }
    }
    score.lost(at: now)
    #expect(!score.isPoor(at: now.adding(seconds: 86_400)))
  }

  @Test func `it heals without steps back`() {
    var score = RelayScore()
    score.lost(at: now)
    score.lost(at: now)
    var last = 0.0
    for hour in 0..<400 {
      let value = score.value(at: now.adding(seconds: Int64(hour) * 3_600))
      #expect(value >= last && (0...1).contains(value))
      last = value
    }
  }

  @Test func `a clock that goes back, stored nonsense and full counters do no harm`() {
    var score = RelayScore(successes: .max, failures: .max, losses: .max, value: .nan, at: UnixTime(seconds: .max))
    score.delivered(at: UnixTime(seconds: .min))
    score.lost(at: UnixTime(seconds: .min))
    score.unreachable(at: now)
    #expect(score.successes == .max && score.losses == .max && (0...1).contains(score.value(at: now)))
    #expect(RelayScore(value: 7).value == 1 && RelayScore(value: -.infinity).value == 0)
    var early = RelayScore(value: 0.3, at: UnixTime(seconds: .min))
    #expect(early.value(at: UnixTime(seconds: .max)) == 1)
    early.lost(at: UnixTime(seconds: .max))
    #expect(early.value(at: UnixTime(seconds: .max)) == 0.6)
    var back = RelayScore()
    back.lost(at: now)
    #expect(back.value(at: now.adding(seconds: -999_999)) == back.value(at: now))
  }
}
