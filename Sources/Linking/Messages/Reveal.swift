import GnuTLS
import Identity
import JOSE
import Platform

/// What the new device says: the key that its link names by digest, and what it asks for. It answers one hello and
/// names it.
public struct Reveal: Sendable, Hashable {
  /// The new device's X25519 key, 32 bytes.
  let key: [UInt8]
  /// The hello's digest.
  let hello: [UInt8]
  public let requests: LinkRequests
  /// Seconds that the link is still good for.
  let secondsLeft: Int64

  static let limits = StrictJSON.Limits(bytes: 64 << 10, depth: 2, values: 24)

  init(key: [UInt8], hello: [UInt8], requests: LinkRequests, secondsLeft: Int64) {
    self.key = key
    self.hello = hello
    self.requests = requests
    self.secondsLeft = secondsLeft
  }

  init(_ content: Secret) throws {
    let fields = try MessageFields(
      content, names: ["key", "hello", "device", "signing", "wrap", "name", "platform", "seconds"], limits: Self.limits)
    key = try fields.bytes("key")
    hello = try fields.bytes("hello")
    secondsLeft = try fields.number("seconds")
    requests = try LinkRequests(
      device: try CertificateRequest(der: try fields.bytes("device")),
      signing: try CertificateRequest(der: try fields.bytes("signing")),
      wrap: try CertificateRequest(der: try fields.bytes("wrap")), name: try fields.text("name"),
      platform: try fields.text("platform"))
  }

  func content() throws -> Secret {
    let value = StrictJSON.object([
      .init("key", .string(Base64URL.encode(key))), .init("hello", .string(Base64URL.encode(hello))),
      .init("device", .string(Base64URL.encode(requests.device.der))),
      .init("signing", .string(Base64URL.encode(requests.signing.der))),
      .init("wrap", .string(Base64URL.encode(requests.wrap.der))), .init("name", .string(requests.name)),
      .init("platform", .string(requests.platform)), .init("seconds", .integer(secondsLeft)),
    ])
    return try Secret(copying: value.serialise())
  }
}
