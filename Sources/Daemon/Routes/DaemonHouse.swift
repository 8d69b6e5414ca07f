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

  /// The messaging of the account that a route's path names as `{id}`.
  /// - Throws: `StoreError.accountNotFound`, `IdentityError.identifierMalformed`; `APIError.daemonStopping`.
  func messenger(_ context: DaemonContext) async throws -> AccountMessenger {
    try await messaging.messenger(of: try RequestReader.parameter("id", context))
  }
}
