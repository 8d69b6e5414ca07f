import Identity
import Platform

/// The role that the old device grants, with what only that role gets.
public enum LinkGrant: Sendable {
  /// Its own keys and the shared ones only.
  case leaf
  /// `archive.gz` as it stands, under its own password where it has one.
  case full(archive: Secret)

  public var role: DeviceRole {
    switch self {
    case .leaf: .leaf
    case .full: .full
    }
  }
}
