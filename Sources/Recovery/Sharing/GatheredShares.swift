import Platform

/// Shares that are of one secret as far as they say themselves, each once.
struct GatheredShares {
  let set: ShareSet
  /// By group, at least one in each, in the order in which they came.
  private(set) var groups: [[Share]] = []

  /// A share that comes twice counts once.
  /// - Throws: `RecoveryError.sharesMissing` when there is none, `sharesMixed`, `sharesContradict`.
  init(_ shares: [Share]) throws(RecoveryError) {
    guard let first = shares.first else { throw RecoveryError(.sharesMissing, "there are no shares") }
    set = first.set
    for share in shares {
      guard share.set == first.set, share.value.count == first.value.count else { throw Self.mixed }
      try add(share)
    }
  }

  private mutating func add(_ share: Share) throws(RecoveryError) {
    guard let index = groups.firstIndex(where: { $0[0].groupIndex == share.groupIndex }) else {
      groups.append([share])
      return
    }
    guard groups[index][0].memberThreshold == share.memberThreshold else { throw Self.mixed }
    if let same = groups[index].first(where: { $0.memberIndex == share.memberIndex }) {
      guard same.value.matches(share.value) else {
        throw RecoveryError(
          .sharesContradict, "there are two different shares with the number \(share.number)",
          hint: "one of them was made up, or is of another kit")
      }
    } else {
      groups[index].append(share)
    }
  }

  /// The secret under its encryption, from exactly as many groups, and of each as many shares, as are needed.
  /// - Throws: `RecoveryError.sharesMissing`, `sharesSuperfluous`, `sharesWrong`, `memoryUnavailable`, `libraryFailed`.
  func encryptedSecret() throws(RecoveryError) -> Secret {
    // Before anything is computed: too few shares fail alike, whichever they are.
    try checkCount(groups.count, of: set.groupThreshold, "groups")
    for group in groups {
      try checkCount(group.count, of: group[0].memberThreshold, set.groupCount == 1 ? "shares" : "shares of a group")
    }
    var points: [SecretSharing.Point] = []
    for group in groups {
      let values = group.map { SecretSharing.Point(x: UInt8($0.memberIndex), y: $0.value) }
      points.append(SecretSharing.Point(x: UInt8(group[0].groupIndex), y: try Self.recover(values)))
    }
    return try Self.recover(points)
  }

  private static func recover(_ points: [SecretSharing.Point]) throws(RecoveryError) -> Secret {
    guard let secret = try SecretSharing.recover(points) else { throw wrong }
    return secret
  }

  private func checkCount(_ count: Int, of threshold: Int, _ what: String) throws(RecoveryError) {
    if count < threshold {
      throw RecoveryError(
        .sharesMissing, "\(count) of the \(threshold) \(what) that are needed \(count == 1 ? "is" : "are") here",
        hint: "\(threshold - count) more \(threshold - count == 1 ? "is" : "are") needed")
    }
    if count > threshold {
      throw RecoveryError(
        .sharesSuperfluous, "\(count) \(what) are here where exactly \(threshold) belong together",
        hint: "leave out \(count - threshold)")
    }
  }

  private static var mixed: RecoveryError {
    RecoveryError(
      .sharesMixed, "the shares are of different kits",
      hint: "all shares of a kit begin with the same two words")
  }

  static var wrong: RecoveryError {
    RecoveryError(
      .sharesWrong, "the shares are enough and hold no secret: one of them is of another kit, or was made up",
      hint: "rehearse each of them, or try others")
  }
}
