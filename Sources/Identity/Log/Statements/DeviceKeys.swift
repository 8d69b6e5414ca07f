/// The keys of one device, by their IDs.
public struct DeviceKeys: Sendable, Hashable {
  /// How a device's signing key signs.
  public enum Signing: UInt8, Sendable, CaseIterable {
    /// PS256 (RFC 7518 §3.5).
    case pss = 1
    /// RS256, by a token that lacks PSS.
    case pkcs1 = 2
  }

  public let device: DeviceID
  public let signing: KeyID
  public let wrap: KeyID
  public let algorithm: Signing

  /// - Throws: `IdentityError.statementMalformed` when two of the keys are one.
  public init(
    device: DeviceID, signing: KeyID, wrap: KeyID, algorithm: Signing = .pss
  ) throws(IdentityError) {
    guard Set([KeyID(device), signing, wrap]).count == 3 else {
      throw .malformedStatement("a device uses one key for two purposes")
    }
    self.device = device
    self.signing = signing
    self.wrap = wrap
    self.algorithm = algorithm
  }

  /// Device, signing and wrap key.
  public var all: [KeyID] { [KeyID(device), signing, wrap] }
}
