import Platform

/// The time of one account key.
struct AccountEpoch: Hashable {
  let key: AccountFingerprint
  /// From when on it was followed; nil for the first one.
  var since: UnixTime?
  var recovery: KeyID?
  /// From when on the recovery key counts; nil for always.
  var recoverySince: UnixTime?
  /// The succession that ended it, and when that was followed.
  var end: End?

  struct End: Hashable {
    let succession: Int
    let time: UnixTime
  }
}
