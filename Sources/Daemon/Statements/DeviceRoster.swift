import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// The devices of an account: those that this machine has records of, and those that the log alone knows. Where the
/// log says how a device stands, that is how it stands.
struct DeviceRoster {
  let devices: [Device]
  let log: AccountLog?
  let this: DeviceID
  let now: UnixTime

  var entries: [DeviceEntry] {
    let state = log?.state(at: now)
    let known = devices.map { device in
      DeviceEntry(
        deviceId: device.id.text, name: device.name,
        state: Self.state(state?.device(device.id)) ?? device.state.rawValue,
        role: (state?.device(device.id)?.role ?? device.role).rawValue, isThis: device.id == this,
        addedAt: device.createdAt, expires: device.certificate.notAfter)
    }
    let ids = Set(devices.map(\.id))
    let others = (state?.devices ?? []).filter { !ids.contains($0.id) }.compactMap { device in
      Self.state(device).map { state in
        DeviceEntry(
          deviceId: device.id.text, name: "device \(device.id.text.prefix(8))", state: state,
          role: device.role.rawValue, isThis: device.id == this,
          addedAt: log?.entries[device.introduction]?.sights.min() ?? now, expires: nil)
      }
    }
    return known + others
  }

  /// Nil where the log does not say.
  private static func state(_ device: LoggedDevice?) -> String? {
    switch device?.standing {
    case nil, .notListed: nil
    case .active: DeviceState.active.rawValue
    case .pending: DeviceState.pending.rawValue
    case .revoked: DeviceState.revoked.rawValue
    case .superseded: DeviceState.superseded.rawValue
    case .suspended: "suspended"
    }
  }
}
