import DaemonAPI

/// What a job of a worker came to.
struct JobOutcome {
  let result: OperationResult
  /// The keys that the account lacks, to be made by this same worker once the result is told: it has the archive open.
  var keys: KeyMaking?
}
