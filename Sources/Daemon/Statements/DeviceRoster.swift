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
      var entry = DeviceEntry(
        deviceId: device.id.text, name: device.name,
        state: Self.state(state?.device(device.id)) ?? device.state.rawValue,
        role: (state?.device(device.id)?.role ?? device.role).rawValue, isThis: device.id == this,
        addedAt: device.createdAt, expires: device.certificate.notAfter)
      entry.enrolment = state?.device(device.id).map(Self.enrolment) ?? Self.enrolment(device.enrolment)
      entry.platform = device.platform ?? (entry.isThis ? MachinePlatform.text : nil)
      return entry
    }
    let ids = Set(devices.map(\.id))
    let others = (state?.devices ?? []).filter { !ids.contains($0.id) }.compactMap { device in
      Self.state(device).map { state in
        var entry = DeviceEntry(
          deviceId: device.id.text, name: DeviceNote.fallbackName(of: device.id), state: state,
          role: device.role.rawValue, isThis: device.id == this,
          addedAt: log?.entries[device.introduction]?.sights.min() ?? now, expires: nil)
        entry.enrolment = Self.enrolment(device)
        return entry
      }
    }
    return known + others
  }

  /// As the log has it.
  private static func enrolment(_ device: LoggedDevice) -> String {
    switch device.method {
    case nil: "created"
    case .approved: "approved"
    case .archive: "archive"
    case .jamiPin: "jamiPin"
    case .file: "file"
    case .replacement: "replacement"
    }
  }

  private static func enrolment(_ method: EnrolmentMethod) -> String {
    switch method {
    case .created: "created"
    case .approved: "approved"
    case .restored: "archive"
    }
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
