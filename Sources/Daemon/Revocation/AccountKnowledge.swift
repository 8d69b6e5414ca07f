import AccountArchive
import AccountStore
import DaemonAPI
import GnuTLS
import Identity
import Platform

/// What is known of an account's devices: by its database, and where the archive is open by that too.
struct AccountKnowledge {
  let stored: StoredAccount
  let devices: [KnownDevice]
  /// Nil where the account has no log yet.
  let log: AccountLog?
  let state: LogState?
  let revocations: RevocationSet
  let now: UnixTime

  /// - Throws: `StoreError`; `IdentityError.revocationListUnverified`: nothing may be signed on top of such a list.
  init(_ database: AccountDatabase, archive: Archive? = nil, now: UnixTime) throws {
    stored = try database.account()
    log = try archive.map { try LogPlan(database, $0, now: now).log } ?? database.ownLog()
    state = log?.state(at: now)
    self.now = now
    let records = try database.devices()
    let certificates = try database.certificates()
    var revocations = try database.revocations(of: stored.account.fingerprint)
    if let archive {
      revocations = try revocations.merging(archive.revocations(known: certificates.flatMap(\.value)))
    }
    for key in state?.revokedKeys ?? [] { revocations.revoke(key: key, at: now) }
    // Where key or serial number of a device is revoked, the other is too.
    for certificate in certificates.values.joined() {
      revocations.learn(certificate, account: stored.account.certificate)
    }
    self.revocations = revocations
    devices = KnownDevice.all(
      records: records, log: state, keysInLog: log?.keysOfDevices ?? [:], certificates: certificates,
      revocations: revocations)
  }

  /// Whether statements of this device count at once.
  var isMature: Bool {
    guard let from = state?.device(stored.deviceID)?.actsFrom else { return false }
    return from <= now
  }

  /// What a device that was thrown out does not do any more, though it may still hold the archive.
  /// - Throws: `IdentityError.deviceRevoked`.
  func requireMember() throws(IdentityError) {
    guard revocations.revokes(key: stored.deviceID) else { return }
    throw IdentityError(.deviceRevoked, "this device was thrown out of the account")
  }

  /// - Throws: `IdentityError.deviceUnknown`, `deviceAmbiguous`, `deviceRevoked`; `APIError.deviceIsThis`.
  func plan(
    throwing typed: String, reason: RevokedDevice.Reason, rotatesAccount: Bool = false
  ) throws -> RevocationPlan {
    try requireMember()
    let device = try DeviceSelection.device(typed, among: devices)
    guard device.id != stored.deviceID else {
      throw APIError(
        .deviceIsThis, "this is the device that you are on",
        hint: "throw it out on another device, or with a backup: `signet revoke --from-backup FILE DEVICE`")
    }
    let plan = try RevocationPlan(
      throwing: device, of: devices, present: stored.deviceID, reason: reason, rotatesAccount: rotatesAccount)
    guard !rotatesAccount || plan.rotated.contains(.account) else {
      throw IdentityError(
        .rotationRefused, "the device is a leaf, and never held the account key",
        hint: "the account key has nothing to do with it; by itself it is rotated by `signet key rotate account`")
    }
    return plan
  }

  /// Which devices new keys go to.
  var recipients: [DeviceID] {
    RevocationPlan.recipients(devices.filter { $0.standing != .revoked }, present: stored.deviceID)
  }

  func report(_ plan: RevocationPlan) -> RevocationReport {
    func other(_ device: KnownDevice) -> RevocationReport.Other {
      RevocationReport.Other(deviceId: device.id.text, name: device.name)
    }
    return RevocationReport(
      deviceId: plan.device.id.text, name: plan.device.name, role: plan.device.role.rawValue,
      held: plan.held.map(\.rawValue), rotated: plan.rotated.map(\.rawValue),
      recipients: devices.filter { plan.recipients.contains($0.id) }.map(other),
      withoutKeys: plan.withoutKeys.map(other), serials: plan.serials.map { Hex.text(of: $0) })
  }
}

extension RevokedDevice.Reason {
  private static let names: [(name: String, reason: RevokedDevice.Reason)] = [
    ("unspecified", .unspecified), ("lost", .lost), ("stolen", .stolen), ("retired", .retired),
    ("superseded", .superseded),
  ]

  /// As the API and the command line write it.
  var name: String { Self.names.first { $0.reason == self }?.name ?? "unspecified" }

  /// - Throws: `APIError.badRequest`.
  init(parsing name: String) throws {
    guard let reason = Self.names.first(where: { $0.name == name })?.reason else {
      throw APIError(
        .badRequest, "'\(name)' is no reason", hint: "one of " + Self.names.map(\.name).joined(separator: ", "))
    }
    self = reason
  }
}
