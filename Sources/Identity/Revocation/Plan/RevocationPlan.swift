import GnuTLS
import Platform

/// What throwing a device out takes: worked out before anything is done, so that it can be said first.
public struct RevocationPlan: Sendable, Hashable {
  /// What gets new keys.
  public enum Rotated: String, Sendable, Codable, CaseIterable {
    case receive
    case sync
    case account
  }

  public let device: KnownDevice
  public let reason: RevokedDevice.Reason
  /// What the device held, beside its own keys: so much is in strange hands.
  public let held: [Rotated]
  /// Of that, what gets new keys.
  public let rotated: [Rotated]
  /// Who gets them, ascending; each by its own wrap key.
  public let recipients: [DeviceID]
  /// Devices that stay and cannot be handed new keys: no wrap key of theirs is known, or they are not approved yet.
  public let withoutKeys: [KnownDevice]

  /// - Parameters:
  ///   - present: the device that this is done on, which always has the new keys; nil on a machine that is none.
  ///   - rotatesAccount: whether the account key is to be a new one too, where the device held it.
  /// - Throws: `IdentityError.deviceRevoked` when it is thrown out already.
  public init(
    throwing device: KnownDevice, of devices: [KnownDevice], present: DeviceID?, reason: RevokedDevice.Reason,
    rotatesAccount: Bool
  ) throws(IdentityError) {
    guard device.standing != .revoked else {
      throw IdentityError(
        .deviceRevoked, "the device \(device.shown) is thrown out already",
        hint: "`signet log` tells when; new keys for those that are left: `signet key rotate receive`")
    }
    self.device = device
    self.reason = reason
    held = device.role == .full ? [.receive, .sync, .account] : [.receive, .sync]
    rotated = held.filter { $0 != .account || rotatesAccount }
    let rest = devices.filter { $0.id != device.id && $0.standing != .revoked }
    recipients = Self.recipients(rest, present: present)
    let reached = Set(recipients)
    withoutKeys = rest.filter { !reached.contains($0.id) }
  }

  /// Which devices new keys go to: those that are active and named a wrap key, and the one that makes them.
  public static func recipients(_ devices: [KnownDevice], present: DeviceID?) -> [DeviceID] {
    devices.filter { $0.id == present || ($0.standing == .active && $0.wrap != nil) }.map(\.id).sorted()
  }

  /// The serial numbers that the revocation list gets, ascending. Empty where no certificate of the device is known: then
  /// Jami's devices, whose list names certificates and not keys, are not told.
  public var serials: [[UInt8]] { Set(device.certificates.map(\.serial)).sorted { $0.lexicographicallyPrecedes($1) } }

  /// What the log is told: the device is out, with every key of it that is known.
  /// - Parameters:
  ///   - log: what the author knows: the last statement of the device that is accepted.
  ///   - operations: the last operation taken in from the device, by author.
  /// - Throws: `IdentityError.statementMalformed`.
  public func statement(
    _ log: AccountLog?, operations: [RevokedDevice.OperationMark] = []
  ) throws(IdentityError) -> StatementContent {
    // The device key first: it must never be among those for which there is no room.
    let others = device.keys.subtracting([KeyID(device.id)]).union(signingKeys).sorted()
    let keys = [KeyID(device.id)] + others.prefix(LogLimits.revokedKeys - 1)
    return .deviceRevoked(
      try RevokedDevice(
        device: device.id, keys: keys, reason: reason, lastAccepted: log?.lastStatement(of: device.id),
        operations: operations))
  }

  /// The set with the device in it: its keys, and the serial numbers of its certificates.
  public func added(to set: RevocationSet, at time: UnixTime) -> RevocationSet {
    var set = set
    for key in device.keys { set.revoke(key: key, at: time) }
    for certificate in device.certificates { set.revoke(certificate, at: time) }
    return set
  }

  private var signingKeys: [KeyID] { device.certificates.map { KeyID(ofSPKI: $0.publicKey.spki) } }
}

extension AccountLog {
  /// The device's statement with the highest number; nil without one, and after a fork: then nobody can say which.
  func lastStatement(of device: DeviceID) -> StatementHash? {
    let own = entries.values.map(\.statement).filter { $0.author == .device(device) }
    guard let highest = own.map(\.number).max(), Set(own.map(\.number)).count == own.count else { return nil }
    return own.first { $0.number == highest }?.id
  }
}
