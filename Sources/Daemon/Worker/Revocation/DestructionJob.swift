import AccountStore
import DaemonAPI
import Identity
import Platform

/// Destroys the keys of this device, which was thrown out of its account.
struct DestructionJob {
  let bench: Workbench
  let account: String
  let request: DestructionRequest
  /// Whether a person asked for it; else the time has come.
  let isAsked: Bool

  func run() throws -> JobOutcome {
    let folder = try bench.folder(account)
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    let now = UnixTime.now()
    let stored = try database.account()
    var result = OperationResult()
    result.id = folder.id.text
    result.deviceId = stored.deviceID.text
    if let reason = try reason(try KeysFate(folder, database, now: now)) {
      bench.progress.enter(.writing)
      try KeyDestruction(folder, database).run(Self.event(stored.deviceID, reason, now), now: now)
    }
    // A join that was cut off at its very end has left this device's keys there.
    let joins = try PendingJoins(bench.data)
    for id in try database.jamiIDs() { try joins.remove(PendingJoins.Name(account: id)) }
    // Behind all else: what is on a token may have to wait for the token.
    result.warnings += try TokenErasure(bench: bench, folder: folder, database: database).run(asking: request.takesPIN)
    return JobOutcome(result: result)
  }

  /// Nil where they are destroyed already.
  private func reason(_ fate: KeysFate) throws -> String? {
    try fate.requireRevoked()
    switch fate {
    case .kept, .destroyed: return nil
    case .begun: return "cutOff"
    case .due(.recoveryKey): return "recoveryKey"
    case .due(.timeIsOver): return "noObjection"
    case .objected, .destroyedAt:
      guard isAsked else { throw APIError(.operationCancelled, "the keys are not to be destroyed yet") }
      return "asked"
    }
  }

  static func event(_ device: DeviceID, _ reason: String, _ now: UnixTime) -> AccountEvent {
    let why =
      switch reason {
      case "recoveryKey": "the recovery key has confirmed that it was thrown out"
      case "noObjection": "it was thrown out 72 hours ago, and nobody objected"
      case "asked": "it was thrown out, and somebody here asked for it"
      default: "it was thrown out"
      }
    return AccountEvent(
      at: now, kind: .ownKeysDestroyed, text: "the keys of this device were destroyed: \(why)",
      details: ["deviceId": device.text, "reason": reason])
  }
}
