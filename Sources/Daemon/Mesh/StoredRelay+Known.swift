import AccountStore
import DaemonAPI
import Jasper
import Platform

extension KnownRelay {
  /// Nil for a URL that is none.
  init?(_ stored: StoredRelay) {
    guard let url = RelayURL(stored.url) else { return nil }
    self.init(
      url: url,
      score: RelayScore(
        successes: stored.successes, failures: stored.failures, losses: stored.losses, value: stored.score,
        at: stored.scoredAt),
      load: stored.load, lastTriedAt: stored.lastTriedAt, lastAnsweredAt: stored.lastAnsweredAt,
      failingSince: stored.failingSince)
  }
}

extension StoredRelay {
  /// Takes over what was learned of it.
  mutating func take(_ relay: KnownRelay) {
    successes = relay.score.successes
    failures = relay.score.failures
    losses = relay.score.losses
    score = relay.score.value
    scoredAt = relay.score.at
    load = relay.load
    lastTriedAt = relay.lastTriedAt
    lastAnsweredAt = relay.lastAnsweredAt
    failingSince = relay.failingSince
  }

  /// Whether it said that it knows cursors and waiting.
  var canWait: Bool { capabilities.contains("cursor") && capabilities.contains("wait") }

  func entry(uses: [String], now: UnixTime) -> RelayEntry {
    RelayEntry(
      url: url, origin: origin.rawValue, uses: uses, score: KnownRelay(self)?.score.value(at: now) ?? score, load: load,
      answeredAt: lastAnsweredAt, triedAt: lastTriedAt, error: lastError,
      software: capabilities.first { $0.contains("/") }, lost: losses)
  }
}
