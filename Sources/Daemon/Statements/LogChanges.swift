import AccountStore
import Identity
import Platform

/// What a log says now and did not say before, for the history.
struct LogChanges {
  private let before: LogState
  private let after: LogState

  init(_ before: LogState, _ after: LogState) {
    self.before = before
    self.after = after
  }

  /// - Parameter contact: whose log it is; nil for this account's own.
  func events(contact: JamiID?, at now: UnixTime) -> [AccountEvent] {
    let owner = contact.map { "a device of \($0)" } ?? "a device of this account"
    return after.devices.compactMap { device in
      let old = before.device(device.id)?.standing
      var details = ["deviceId": device.id.text]
      details["contact"] = contact?.text
      switch device.standing {
      case .revoked, .superseded:
        guard old != .revoked, old != .superseded else { return nil }
        return AccountEvent(
          at: now, kind: contact == nil ? .deviceRevoked : .contactDeviceRevoked, text: "\(owner) was thrown out",
          details: details)
      case .active, .pending:
        guard old == nil else { return nil }
        let how = device.standing == .active ? "was added" : "came in unapproved, and counts in three days"
        return AccountEvent(
          at: now, kind: contact == nil ? .deviceAdded : .contactDeviceAdded, text: "\(owner) \(how)",
          details: details)
      case .suspended:
        guard old != .suspended else { return nil }
        return AccountEvent(
          at: now, kind: .logForked, text: "\(owner) signed two statements under one number, and is suspended",
          details: details)
      case .notListed: return nil
      }
    }
  }
}
