import AccountArchive
import Ethereum
import GnuTLS
import Platform

/// Takes a device into an account: whoever holds the archive can do it. Who only opened an archive gets a full
/// device; what a linked one gets is chosen by the device that approves it.
public enum Enrolment {
  /// Certifies the device key and makes the receipt.
  ///
  /// The certificate is issued from a request of the device, as Jami does it: so it has no extensions.
  /// - Parameters:
  ///   - deviceKey: made on this device; it never leaves it.
  ///   - revocations: all that are known, those of the archive included.
  /// - Throws: `IdentityError.deviceRevoked`, `nameRefused`, `otherAccount`; `GnuTLSError`, `EthereumError`.
  public static func enrol(
    archive: Archive, deviceKey: PrivateKey, deviceName: String, method: EnrolmentMethod,
    revocations: RevocationSet, now: UnixTime
  ) throws -> EnrolledDevice {
    let request = try CertificateRequest.make(for: deviceKey, commonName: CertificateIssuer.deviceName)
    return try enrol(
      archive: archive, request: request, deviceName: deviceName, role: .full, method: method, revocations: revocations,
      now: now)
  }

  /// The same for a device that is elsewhere, and has made its key there.
  /// - Throws: as the other.
  public static func enrol(
    archive: Archive, request: CertificateRequest, deviceName: String, role: DeviceRole, method: EnrolmentMethod,
    revocations: RevocationSet, now: UnixTime
  ) throws -> EnrolledDevice {
    let name = try PersonalName.checked(deviceName)
    guard revocations.account == AccountFingerprint(of: archive.account.publicKey) else {
      throw IdentityError(.otherAccount, "the revocations at hand are another account's")
    }
    try requireNotRevoked(DeviceID(of: request.publicKey), revocations)
    let certificate = try CertificateIssuer.device(
      request: request, account: archive.account, accountKey: archive.accountKey, now: now)
    let receipt = try Receipt.make(
      device: request.publicKey, accountKey: archive.accountKey,
      ethereumAddress: try archive.ethereumKey.map { try EthereumKey.address(of: $0) })
    let device = Device(
      name: name, role: role, state: .active, createdAt: now, enrolment: method, certificate: certificate)
    return EnrolledDevice(device: device, chain: [certificate] + archive.chain.prefix(2), receipt: receipt)
  }

  /// - Throws: `IdentityError.deviceRevoked`.
  static func requireNotRevoked(_ key: DeviceID, _ revocations: RevocationSet) throws(IdentityError) {
    guard revocations.revokes(key: key) else { return }
    throw IdentityError(
      .deviceRevoked, "the device \(key) is revoked", hint: "enrol this installation again with a new key")
  }
}
