import GnuTLS
import Identity
import JOSE
import Platform

/// What the old device says first: the key that it made for this link, and which account it is of. It is bound by this
/// before the new device tells anything.
public struct Hello: Sendable, Hashable {
  /// The old device's X25519 key, 32 bytes.
  let key: [UInt8]
  /// The account's key.
  public let account: PublicKey
  /// The old device.
  public let device: DeviceID

  static let limits = StrictJSON.Limits(bytes: 8 << 10, depth: 2, values: 16)

  init(key: [UInt8], account: PublicKey, device: DeviceID) {
    self.key = key
    self.account = account
    self.device = device
  }

  init(_ content: Secret) throws {
    let fields = try MessageFields(content, names: ["key", "account", "device"], limits: Self.limits)
    key = try fields.bytes("key")
    guard key.count == X25519PrivateKey.size else { throw MessageFields.unfit("key") }
    account = try PublicKey(spki: try fields.bytes("account"))
    device = try DeviceID(parsing: try fields.text("device"))
  }

  func content() throws -> Secret {
    let value = StrictJSON.object([
      .init("key", .string(Base64URL.encode(key))), .init("account", .string(Base64URL.encode(account.spki))),
      .init("device", .string(device.text)),
    ])
    return try Secret(copying: value.serialise())
  }

  /// Names this hello among all: SHA-256 over its fields.
  var digest: [UInt8] {
    Digest.sha256.hash(Array("signet link 1 hello".utf8) + key + Digest.sha256.hash(account.spki) + device.bytes)
  }
}
