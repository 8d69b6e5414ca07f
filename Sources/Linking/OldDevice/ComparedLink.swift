import GnuTLS
import Identity
import Jasper
import Platform

/// The old device, second: it knows what the new one asks for, and waits for the digits that that one shows. It never
/// tells them: whoever types them has read them off the other screen.
public struct ComparedLink: ~Copyable {
  public let requests: LinkRequests
  public private(set) var triesLeft = LinkingLimits.tries
  private let link: Link
  private let keys: SessionKeys
  private let deadline: ContinuousClock.Instant

  init(link: Link, requests: LinkRequests, keys: SessionKeys, deadline: ContinuousClock.Instant) {
    self.link = link
    self.requests = requests
    self.keys = keys
    self.deadline = deadline
  }

  public func isExpired(at now: ContinuousClock.Instant) -> Bool { now >= deadline }

  /// One try.
  public consuming func enter(_ digits: LinkDigits, now: ContinuousClock.Instant) -> LinkEntry {
    if isExpired(at: now) { return .over(.expired) }
    if digits == keys.digits { return .right(ConfirmedLink(link: link, requests: requests, keys: keys)) }
    triesLeft -= 1
    guard triesLeft > 0 else {
      return .over(
        LinkingError(
          .digitsWrong, "the digits were wrong \(LinkingLimits.tries) times; the link is of no use any more",
          hint: "make a new one with `signet device join`, and type what that device shows"))
    }
    return .wrong(self)
  }

  /// Tells the new device that nothing will come of it.
  /// - Throws: `LinkingError.libraryFailed`.
  public func refusal(random: RandomFill = Random.fill) throws(LinkingError) -> [Packet] {
    try MessageKey(.answer, link: link, key: keys.answer).seal(LinkAnswer.refusal(), random)
  }
}

/// What an entry of digits came to.
public enum LinkEntry: ~Copyable {
  /// They are those that the new device shows.
  case right(ConfirmedLink)
  /// They are not; there are tries left.
  case wrong(ComparedLink)
  /// No more tries, or no more time.
  case over(LinkingError)
}
