import GnuTLS
import Identity
import JOSE
import Platform

/// What a machine that is linked again was before: a device of the same account, which the new one takes the place of.
///
/// It is a claim until its signature, by the former device's signing key, was held against the log.
public struct FormerDevice: Sendable, Hashable {
  public let device: DeviceID
  /// What it was; a full one has the archive.
  public let role: DeviceRole
  public let algorithm: DeviceKeys.Signing
  /// Empty where the machine does not have the key any more.
  public let signature: [UInt8]

  static let limits = StrictJSON.Limits(bytes: 8 << 10, depth: 2, values: 16)
  private static let names: Set<String> = ["device", "role", "algorithm", "signature"]

  public init(device: DeviceID, role: DeviceRole, algorithm: DeviceKeys.Signing = .pss, signature: [UInt8] = []) {
    self.device = device
    self.role = role
    self.algorithm = algorithm
    self.signature = signature
  }

  init(_ value: StrictJSON) throws {
    let fields = try MessageFields(value, names: Self.names)
    guard let role = DeviceRole(rawValue: try fields.text("role")) else { throw MessageFields.unfit("role") }
    device = try DeviceID(parsing: try fields.text("device"))
    self.role = role
    algorithm = try LinkRequests.algorithm(try fields.text("algorithm"))
    signature = try fields.bytes("signature")
  }

  var json: StrictJSON {
    .object([
      .init("device", .string(device.text)), .init("role", .string(role.rawValue)),
      .init("algorithm", .string(LinkRequests.name(of: algorithm))),
      .init("signature", .string(Base64URL.encode(signature))),
    ])
  }

  /// What the former signing key signs: `signet former device 1`, a zero byte, and in 32 bytes each the SHA-256 of the
  /// account key, the former device, and the new device, signing and wrap key.
  public static func statement(
    _ former: DeviceID, of account: AccountFingerprint, for requests: LinkRequests
  ) -> [UInt8] {
    let keys = [requests.device, requests.signing, requests.wrap].map(\.publicKey.sha256)
    return Array("signet former device 1\0".utf8) + account.bytes + former.bytes + keys.flatMap { $0 }
  }

  /// Whether the former device said so itself.
  /// - Parameter key: its signing key, by the log.
  public func isProven(by key: PublicKey, of account: AccountFingerprint, for requests: LinkRequests) -> Bool {
    key.isValid(
      signature, for: Self.statement(device, of: account, for: requests),
      with: algorithm == .pss ? .rsaPSSSHA256 : .rsaSHA256)
  }
}
