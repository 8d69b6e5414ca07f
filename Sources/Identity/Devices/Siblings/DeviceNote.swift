import Platform

/// What devices of an account tell each other of a device beside its keys and certificates: for people, and nothing
/// follows from it.
public struct DeviceNote: Sendable, Hashable {
  public let id: DeviceID
  public let name: String
  /// For instance `Linux x86_64`; nil where nobody told.
  public let platform: String?

  /// - Throws: `IdentityError.nameRefused`, for a platform too.
  public init(id: DeviceID, name: String, platform: String?) throws(IdentityError) {
    self.id = id
    self.name = try PersonalName.checked(name)
    if let platform { self.platform = try PersonalName.checked(platform) } else { self.platform = nil }
  }

  /// What a device is called that nobody told a name of.
  public static func fallbackName(of id: DeviceID) -> String { "device \(id.text.prefix(8))" }
}
