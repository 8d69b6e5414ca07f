import AccountStore
import DaemonAPI
import Glibc
import GnuTLS

/// Makes one key for a device that is still to come, and seals it under the data key.
struct SpareKeyJob {
  let bench: Workbench

  func run() throws -> JobOutcome {
    // Refused only for a better priority than ours, and this is the worst there is.
    _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
    let spare = SpareKeyStore(bench.data, dataKey: try bench.data.dataKey())
    if !spare.isFull { try spare.put(try PrivateKey.generateRSA()) }
    return JobOutcome(result: OperationResult())
  }
}
