import AccountStore
import DaemonAPI
import Files
import Logging
import Platform

/// Clears up after what was cut off: when the daemon starts, and when a worker ended in the middle of its work.
struct Recovery: Sendable {
  let data: DataFolder
  let accounts: AccountDirectory
  let hub: EventHub
  let logger: Logger

  /// - Throws: `FileError.journalDamaged` and others: then nothing may be written, and the daemon does not start.
  func atStart() throws { tell(try StartupRecovery(data, now: .now()).run()) }

  /// Only while no worker runs.
  func afterACutOffWorker() async {
    do {
      tell(try await BlockingWork.run { [data] in try StartupRecovery(data, now: .now()).run() })
    } catch {
      logger.error("clearing up failed", metadata: ["reason": "\(ErrorReport(any: error).reason)"])
    }
  }

  private func tell(_ actions: [RecoveryAction]) {
    for action in actions {
      logger.notice(
        "\(action.text)", metadata: ["account": "\(action.account ?? "-")", "outcome": "\(action.outcome.rawValue)"])
      if let account = action.account { hub.changed(account: account) }
    }
  }
}
