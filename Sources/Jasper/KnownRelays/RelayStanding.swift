import Platform

/// How good a choice a relay is now, the best first.
enum RelayStanding: Int, Comparable {
  /// It answered when it was last tried, and loses nothing.
  case good
  /// Never tried, or due to be tried again.
  case unsure
  /// It loses packets.
  case poor
  /// It did not answer lately.
  case waiting

  static func < (left: RelayStanding, right: RelayStanding) -> Bool { left.rawValue < right.rawValue }
}

extension KnownRelay {
  func standing(at now: UnixTime) -> RelayStanding {
    if isWaiting(at: now) { return .waiting }
    if score.isPoor(at: now) { return .poor }
    return lastAnsweredAt != nil && failingSince == nil ? .good : .unsure
  }

  /// What it costs to use it, in tenths: its load, and half of what is missing in its score. In steps, so that the many
  /// relays that are about as good share the work; else every client would run to the same one.
  func cost(at now: UnixTime) -> Int {
    // One that tells nothing is taken for half loaded.
    Int((10 * ((load ?? 0.5) + (1 - score.value(at: now)) / 2)).rounded())
  }

  /// Its place in the order of one key: another for each key, always the same one, and nobody's choice (rendezvous
  /// hashing: Thaler and Ravishankar, 1998).
  func place(for key: String) -> SHA256Digest { SHA256Digest.of(key + "\n" + url.text) }
}
