import Platform

/// What one pass over the statements found.
struct ReplayPass {
  /// By index: when the statement takes effect; nil when it never does.
  var since: [UnixTime?]
  /// By index.
  var failures: [[LogPolicy]]
  /// In the order of replay.
  var introductions: [DeviceID: [Introduction]] = [:]
  var owners: [KeyID: DeviceID] = [:]
  /// By device: the statements that name another one in its place.
  var replacements: [DeviceID: [Int]] = [:]
  /// From when on a statement is countersigned, as the pass before found.
  let assumed: [Int: UnixTime]
  /// The same, as this pass finds.
  var countersigned: [Int: UnixTime] = [:]
  var successions: [SuccessionClaim] = []
  /// Statements that name a recovery key.
  var recoveryKeys: [Int] = []

  init(count: Int, countersigned assumed: [Int: UnixTime]) {
    self.assumed = assumed
    since = Array(repeating: nil, count: count)
    failures = Array(repeating: [], count: count)
  }

  /// The device's introductions that a key of its own signed with.
  func introductions(of device: DeviceID, signing key: KeyID) -> [Introduction] {
    introductions[device, default: []].filter { $0.keys.signing == key }
  }

  /// The keys that the device has replaced by its own word: whenever it did, all that it had before and did not name
  /// again.
  func replacedKeys(of device: DeviceID) -> [(by: Introduction, keys: Set<KeyID>)] {
    let all = introductions[device, default: []]
    return all.indices.dropFirst().filter { all[$0].method == .replacement }.map { place in
      (by: all[place], keys: Set(all[..<place].flatMap(\.keys.all)).subtracting(all[place].keys.all))
    }
  }
}

/// A succession by one of the ranks that its signatures give it.
struct SuccessionClaim: Hashable {
  let index: Int
  let content: Succession
  let rank: Succession.Rank
  /// First seen so.
  let start: UnixTime
  /// An objection by the recovery key, if there is one.
  var objection: UnixTime?

  var end: UnixTime { start.adding(seconds: rank.delay) }
}
