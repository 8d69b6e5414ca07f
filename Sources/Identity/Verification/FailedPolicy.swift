/// A policy that a device does not meet, and what about it.
public typealias FailedPolicy = Failed<DevicePolicyName>

/// The names of these policies, as they are told and stored.
public enum DevicePolicyName: String, Sendable, Codable, CaseIterable {
  case chainShape
  case signedByAccount
  case deviceInDate
  case accountInDate
  case notRevokedBySerial
  case notRevokedByKey
}
