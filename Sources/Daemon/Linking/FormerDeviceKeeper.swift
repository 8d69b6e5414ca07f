import AccountStore
import DaemonAPI
import FoundationEssentials
import GnuTLS
import Identity
import Platform

/// Ends what a machine was before it was linked again: the former device's own word that it is superseded goes into the
/// log once the new device's key has signed, from where it is kept. Until then both are in the account, and the machine
/// is never without a device.
struct FormerDeviceKeeper: Sendable {
  /// The word that waits, as base64 of a `SignedStatement`.
  static let name = "device.former"

  let desk: AccountDesk

  /// - Throws: `MessagingError.agentLocked`, `keysPending`; `GnuTLSError.tokenPINNeeded`; `StoreError`.
  func finish(now: UnixTime = .now()) async throws {
    let desk = desk
    guard try await desk.withDatabase({ try $0.setting(Self.name) }) != nil else { return }
    let key = try await desk.agent.keys().signingKey()
    let lacksPSS = try await desk.withDatabase { try $0.keys().inUse(.signing)?.algorithm == .pkcs1 }
    guard try await CPUWork.run({ try key.isWorking(with: lacksPSS ? .rsaSHA256 : .rsaPSSSHA256) }) else { return }
    try await desk.change { database in try Self.take(database, now: now) }
    desk.tellWatchers()
  }

  private static func take(_ database: AccountDatabase, now: UnixTime) throws {
    guard let text = try database.setting(name), let bytes = Data(base64Encoded: text),
      var log = try database.ownLog()
    else { return }
    let statement = try SignedStatement(bytes: Array(bytes))
    _ = log.receive([statement], checker: StatementSignatures(), now: now)
    let state = log.state(at: now)
    guard case .deviceRevoked(let revoked) = statement.statement.content, state.revokes(KeyID(revoked.device)) else {
      throw APIError(.internalError, "the log does not take the word of the device that this machine was")
    }
    let (taken, devices) = (log, try database.devices())
    try database.write { writer in
      try writer.save(taken, isOwn: true, now: now)
      for var device in devices where device.id == revoked.device {
        device.state = .superseded
        try writer.save(device)
      }
      try writer.set(name, nil)
      try writer.append(
        AccountEvent(
          at: now, kind: .deviceRevoked, text: "the device that this machine was is superseded",
          details: ["deviceId": revoked.device.text, "reason": "superseded"]))
    }
  }
}
