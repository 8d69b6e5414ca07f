import Platform

/// What takes from statements their effect: revocations, forks, and a succession that is pending. Worked out once,
/// between the passes.
struct Restrictions {
  /// Revocations in force, by each key that they name.
  var revocations: [KeyID: [Int]] = [:]
  /// Those of them that the account key or the recovery key signed.
  var strong: Set<Int> = []
  /// By author: the lowest number that it gave away twice.
  var forkedFrom: [DeviceID: UInt64] = [:]
  /// Successions that are pending.
  var pending: [Int] = []

  /// The revocations that decide what of a device with these keys still counts.
  ///
  /// Deliberate: where the account or the recovery key has spoken, the word of devices does not matter for that. Else
  /// whoever holds a revoked device's key could make another revocation of it, with nothing in its past, and take out
  /// of the account what the device once approved.
  func deciding(_ keys: [KeyID]) -> Set<Int> {
    let all = Set(keys.flatMap { revocations[$0, default: []] })
    let spoken = all.intersection(strong)
    return spoken.isEmpty ? all : spoken
  }
}
