import Platform
import Testing

@testable import Daemon

/// The 72 hours after which a device that was thrown out destroys its keys.
@Suite("The time that a revoked device keeps its keys")
struct DestructionClockTests {
  private static let start = UnixTime(seconds: 1_795_219_200)
  private static let hour: Int64 = 3600
  private static let day: Int64 = 24 * hour

  /// A daemon that runs and looks every minute.
  private func ran(_ clock: DestructionClock, for seconds: Int64, from time: UnixTime) -> DestructionClock {
    var clock = clock.advanced(to: time)
    for passed in stride(from: Int64(60), through: seconds, by: 60) {
      clock = clock.advanced(to: time.adding(seconds: passed))
    }
    return clock
  }

  @Test func `a daemon that runs all the time comes to the end after exactly 72 hours`() {
    let clock = DestructionClock(start: Self.start)
    #expect(!ran(clock, for: 72 * Self.hour - 60, from: Self.start).isOver)
    #expect(ran(clock, for: 72 * Self.hour, from: Self.start).isOver)
    #expect(clock.end(now: Self.start) == Self.start.adding(seconds: 72 * Self.hour))
  }

  @Test func `time in which the machine was off counts, but for the last hour`() {
    let clock = DestructionClock(start: Self.start)
    let back = Self.start.adding(seconds: 5 * Self.day)
    let late = clock.advanced(to: back)
    #expect(!late.isOver)
    #expect(late.end(now: back) == back.adding(seconds: Self.hour))
    #expect(!ran(late, for: Self.hour - 60, from: back).isOver)
    #expect(ran(late, for: Self.hour, from: back).isOver)
  }

  @Test func `turning it on and off again and again gives no more than that hour away`() {
    var clock = DestructionClock(start: Self.start)
    for times in 1...10 { clock = clock.advanced(to: Self.start.adding(seconds: Int64(times) * Self.day)) }
    #expect(clock.counted == 71 * Self.hour)
  }

  @Test(arguments: [31 * Self.day, 3650 * Self.day, Int64.max / 2])
  func `a clock that was set forward by months and years ends nothing`(gap: Int64) {
    let clock = ran(DestructionClock(start: Self.start), for: 10 * Self.hour, from: Self.start)
    let later = clock.advanced(to: UnixTime(seconds: clock.seen.seconds + gap))
    #expect(later.counted == clock.counted)
    #expect(ran(later, for: 62 * Self.hour, from: later.seen).isOver)
  }

  @Test(arguments: [Int64(1), Self.hour, 3650 * Self.day])
  func `a clock that was set back takes nothing away, and puts the end off by nothing`(back: Int64) {
    let clock = ran(DestructionClock(start: Self.start), for: 40 * Self.hour, from: Self.start)
    let earlier = UnixTime(seconds: clock.seen.seconds - back)
    let after = clock.advanced(to: earlier)
    #expect(after.counted == clock.counted)
    #expect(!ran(after, for: 32 * Self.hour - 60, from: earlier).isOver)
    #expect(ran(after, for: 32 * Self.hour, from: earlier).isOver)
  }

  @Test func `set back again and again it comes to its end all the same`() {
    var clock = DestructionClock(start: Self.start)
    for _ in 0..<72 {
      clock = ran(clock, for: Self.hour, from: Self.start)
      #expect(clock.seen == Self.start.adding(seconds: Self.hour))
    }
    #expect(clock.isOver)
  }

  @Test func `it is written and read as it is, and nothing else is read`() {
    let clock = ran(DestructionClock(start: Self.start), for: 10 * Self.hour, from: Self.start)
    #expect(DestructionClock(clock.text) == clock)
    for text in ["", "1", "a b", "1 2 3", "-1 5", "259201 5"] { #expect(DestructionClock(text) == nil, "\(text)") }
  }

  @Test func `the ends of what a clock can show are no exception`() {
    let clock = DestructionClock(start: UnixTime(seconds: .min))
    #expect(clock.advanced(to: UnixTime(seconds: .max)).counted == 0)
    #expect(DestructionClock(start: UnixTime(seconds: .max)).advanced(to: UnixTime(seconds: .min)).counted == 0)
  }
}
