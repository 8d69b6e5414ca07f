import DaemonAPI
import Platform

/// What the routes share: everything that lives as long as the daemon.
struct DaemonHouse: Sendable {
  let location: DaemonLocation
  let startedAt: UnixTime
  let accounts: AccountDirectory
  let operations: OperationRegistry
  let hub: EventHub
  let doctor: Doctor
  let messaging: MessagingHouse
  /// Asks the daemon to end.
  let stop: @Sendable () -> Void
}
