import Platform

/// The revocations of a log.
struct RevocationFindings {
  /// Those in force, by index, and since when.
  var inForce: [Int: UnixTime] = [:]
  /// Those that will be.
  var pending: [Int: UnixTime] = [:]
  /// Those that the account key or the recovery key signed.
  var strong: Set<Int> = []
  var failures: [Int: [LogPolicy]] = [:]
}
