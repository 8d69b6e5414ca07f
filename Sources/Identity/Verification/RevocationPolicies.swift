import GnuTLS

/// The device certificate's serial number is not revoked under this account.
public struct NotRevokedBySerialPolicy: DevicePolicy {
  public init() {}

  public func check(_ evidence: DeviceEvidence) -> FailedPolicy? {
    guard let device = evidence.chain.first, evidence.revocations.revokes(serial: device.serial) else { return nil }
    return FailedPolicy(.notRevokedBySerial, "the device certificate is revoked")
  }
}

/// The device key is not revoked, under whatever serial number it comes.
public struct NotRevokedByKeyPolicy: DevicePolicy {
  public init() {}

  public func check(_ evidence: DeviceEvidence) -> FailedPolicy? {
    guard let device = evidence.chain.first else { return nil }
    guard evidence.revocations.revokes(key: DeviceID(of: device.publicKey)) else { return nil }
    return FailedPolicy(.notRevokedByKey, "the device key is revoked")
  }
}
