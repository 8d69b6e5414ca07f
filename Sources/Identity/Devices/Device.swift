import GnuTLS
import Platform

/// One installation of an account.
public struct Device: Sendable, Hashable {
  public let id: DeviceID
  public let shortID: ShortDeviceID
  public var name: String
  public var role: DeviceRole
  public var state: DeviceState
  public let createdAt: UnixTime
  public let enrolment: EnrolmentMethod
  /// The newest certificate known for its key.
  public var certificate: Certificate
  /// For instance `Linux x86_64`, as the device told it; nil where it did not.
  public var platform: String?

  public init(
    name: String, role: DeviceRole, state: DeviceState, createdAt: UnixTime, enrolment: EnrolmentMethod,
    certificate: Certificate
  ) {
    id = DeviceID(of: certificate.publicKey)
    shortID = ShortDeviceID(of: certificate.publicKey)
    self.name = name
    self.role = role
    self.state = state
    self.createdAt = createdAt
    self.enrolment = enrolment
    self.certificate = certificate
  }
}
