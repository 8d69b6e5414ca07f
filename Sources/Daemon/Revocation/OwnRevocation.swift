import AccountStore
import Identity
import Logging
import Platform

/// Notices that this device was thrown out, and tells the person. What signs and opens refuses by itself from then on;
/// see `SigningAgent`.
struct OwnRevocation: Sendable {
  static let learnedName = "device.revocation.learned"

  let desk: AccountDesk

  /// Writes it into the history, once.
  /// - Throws: `StoreError`.
  func notice(now: UnixTime = .now()) async throws {
    let desk = desk
    let isNew = try await desk.change { database in
      let device = try database.account().deviceID
      guard try Self.isRevoked(database), try database.setting(Self.learnedName) == nil else { return false }
      try database.write { writer in
        try writer.set(Self.learnedName, "\(now.seconds)")
        try writer.set(KeysFate.clockName, DestructionClock(start: now).text)
        try writer.append(
          AccountEvent(
            at: now, kind: .ownRevocationLearned,
            text: "this device was thrown out of the account; it signs and opens nothing any more",
            details: ["deviceId": device.text]))
      }
      return true
    }
    guard isNew else { return }
    desk.logger.warning("this device was thrown out of the account", metadata: ["account": "\(desk.id)"])
    await desk.agent.forget()
    desk.tellWatchers()
  }

  /// Of the device that this machine was: it is another one now.
  /// - Throws: `StoreError`.
  static func forget(_ writer: AccountWriter) throws {
    for name in [learnedName, KeysFate.clockName, KeyDestruction.finishedName] { try writer.set(name, nil) }
  }

  /// Whether this device is out, as far as is known here. Blocks.
  /// - Throws: `StoreError`.
  static func isRevoked(_ database: AccountDatabase) throws -> Bool {
    let stored = try database.account()
    guard try database.revocations(of: stored.account.fingerprint).revokes(key: stored.deviceID) else { return false }
    // Between the two looks it may have become another device, and what it was is out for that.
    return try database.account().deviceID == stored.deviceID
  }
}
