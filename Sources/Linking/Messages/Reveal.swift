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

  static let limits = StrictJSON.Limits(bytes: 64 << 10, depth: 3, values: 32)

  init(key: [UInt8], hello: [UInt8], requests: LinkRequests, secondsLeft: Int64) {
    self.key = key
    self.hello = hello
    self.requests = requests
    self.secondsLeft = secondsLeft
  }

  init(_ content: Secret) throws {
    let fields = try MessageFields(
      content, names: LinkRequests.names.union(["key", "hello", "seconds"]), limits: Self.limits)
    key = try fields.bytes("key")
    hello = try fields.bytes("hello")
    secondsLeft = try fields.number("seconds")
    requests = try LinkRequests(fields)
  }

  func content() throws -> Secret {
    let value = StrictJSON.object(
      [.init("key", .string(Base64URL.encode(key))), .init("hello", .string(Base64URL.encode(hello)))]
        + requests.members + [.init("seconds", .integer(secondsLeft))])
    return try Secret(copying: value.serialise())
  }
}
