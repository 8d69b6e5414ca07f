import DaemonAPI
import Identity
import Platform

/// What is to be said about a device, or about another account key, beyond what devices say by themselves: that it
/// counts at once, that it is out by the recovery key's word, or that the recovery key objects.
enum DeviceWord {
  /// These statements count, or are objected to.
  case targets([StatementHash])
  /// The device is not out yet.
  case revocation

  /// What brought a device in that still waits for its time.
  /// - Throws: `IdentityError.deviceRevoked`; `APIError.nothingPending`.
  static func approving(_ device: KnownDevice, in state: LogState, now: UnixTime) throws -> DeviceWord {
    guard let logged = state.device(device.id) else {
      throw nothing("the log does not know the device \(device.shown)")
    }
    switch logged.standing {
    case .revoked, .superseded:
      throw IdentityError(
        .deviceRevoked, "the device \(device.shown) is thrown out, and nothing brings its keys back",
        hint: "link it again: it then has fresh keys")
    case .pending: return .targets([logged.introduction])
    case .active:
      // A leaf acts for nobody, and so waits for nothing.
      guard let from = logged.actsFrom, from > now else { throw nothing("the device \(device.shown) counts already") }
      return .targets([logged.introduction])
    case .suspended, .notListed:
      throw nothing("the device \(device.shown) does not wait for its time: `signet log` tells how it stands")
    }
  }

  /// - Throws: `APIError.nothingPending` where the recovery key has said it already.
  static func revoking(_ device: KnownDevice, in state: LogState) throws -> DeviceWord {
    let statuses = state.revocationStatuses.filter { $0.device == device.id }
    guard !statuses.isEmpty else { return .revocation }
    guard !statuses.contains(where: \.isByRecovery) else {
      throw nothing("the recovery key has confirmed already that the device \(device.shown) is out")
    }
    return .targets(statuses.map(\.statement))
  }

  /// - Throws: `APIError.nothingPending`.
  static func objecting(to device: KnownDevice, in state: LogState) throws -> DeviceWord {
    if let logged = state.device(device.id), case .pending = logged.standing { return .targets([logged.introduction]) }
    let open = state.revocationStatuses.filter { $0.device == device.id && !$0.isObjected }
    guard !open.isEmpty else {
      throw nothing(
        "nothing about the device \(device.shown) could be objected to: it neither waits nor was thrown out")
    }
    return .targets(open.map(\.statement))
  }

  /// - Throws: `APIError.nothingPending`.
  static func objectingToRotation(in state: LogState) throws -> DeviceWord {
    let pending = state.successions.filter { if case .pending = $0.outcome { true } else { false } }
    guard !pending.isEmpty else { throw nothing("no other account key waits for its time") }
    return .targets(pending.map(\.statement))
  }

  private static func nothing(_ why: String) -> APIError {
    APIError(.nothingPending, why, hint: "`signet device list` and `signet forecast` tell what waits")
  }
}
