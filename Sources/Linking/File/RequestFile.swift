import GnuTLS
import JOSE
import Platform

/// What a new device without network writes: what it asks for, and a MAC under its digits. Format:
/// `signet-request(5)`.
struct RequestFile: Sendable {
  let requests: LinkRequests
  /// 16 random bytes.
  let salt: [UInt8]
  /// By the new device's clock.
  let madeAt: UnixTime
  /// HMAC-SHA-256 of everything else.
  let mac: [UInt8]
  /// As it is in the file.
  let bytes: [UInt8]

  static let saltSize = 16
  static let form = "signet device request"
  private static let limits = StrictJSON.Limits(bytes: LinkingLimits.request, depth: 3, values: 32)
  private static let names = LinkRequests.names.union(["form", "version", "salt", "madeAt", "mac"])

  /// Names the request: SHA-256 of the file, 32 bytes.
  var digest: [UInt8] { Digest.sha256.hash(bytes) }

  /// - Parameter key: what the digits are stretched to.
  init(_ requests: LinkRequests, salt: [UInt8], madeAt: UnixTime, key: Secret) throws(LinkingError) {
    let members = Self.members(requests, salt, madeAt)
    self.requests = requests
    self.salt = salt
    self.madeAt = madeAt
    mac = try Self.mac(members, key)
    bytes = Self.write(members, mac)
  }

  /// - Throws: `LinkingError.requestMalformed`, also for one of another version; `requestRefused`.
  init(_ bytes: [UInt8]) throws(LinkingError) {
    let value: StrictJSON
    do throws(JOSEError) { value = try StrictJSON.parse(bytes, limits: Self.limits) } catch {
      throw Self.malformed("it cannot be read")
    }
    guard value["form"]?.stringValue == Self.form else { throw Self.malformed("it is something else") }
    guard value["version"]?.integerValue == 1 else {
      throw Self.malformed("it is of another version", hint: "a newer Signet may read it")
    }
    do {
      let fields = try MessageFields(value, names: Self.names)
      requests = try LinkRequests(fields)
      salt = try fields.bytes("salt")
      madeAt = UnixTime(seconds: try fields.number("madeAt"))
      mac = try fields.bytes("mac")
    } catch let error as LinkingError where error.kind == .requestRefused {
      throw error
    } catch {
      throw Self.malformed("a part of it is none")
    }
    guard salt.count == Self.saltSize, mac.count == HMACSHA256.size else {
      throw Self.malformed("a part of it is none")
    }
    self.bytes = bytes
    // One form of one request: what is around it, or in another order, is not covered by the MAC.
    guard Self.write(Self.members(requests, salt, madeAt), mac) == bytes else {
      throw Self.malformed("it is not written as requests are")
    }
  }

  /// Whether it was made by who has the digits.
  /// - Parameter key: what the digits are stretched to.
  func isAuthentic(_ key: Secret) throws(LinkingError) -> Bool {
    let expected = try Self.mac(Self.members(requests, salt, madeAt), key)
    // In constant time, though nobody can try often.
    return zip(expected, mac).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// - Throws: `LinkingError.requestExpired`.
  func requireFresh(now: UnixTime) throws(LinkingError) {
    guard now.seconds - madeAt.seconds <= LinkingLimits.requestLife else {
      throw LinkingError(
        .requestExpired, "the request is of \(madeAt.text), and requests are good for a week",
        hint: "write a new one on the new device, `signet device join --request FILE`, and look at both clocks")
    }
    guard madeAt.seconds - now.seconds <= LinkingLimits.clockDifference else {
      throw LinkingError(
        .requestExpired, "the request is of \(madeAt.text), which is not over yet",
        hint: "set the clocks of both machines, and write a new one on the new device")
    }
  }

  private static func members(_ requests: LinkRequests, _ salt: [UInt8], _ madeAt: UnixTime) -> [StrictJSON.Member] {
    [.init("form", .string(form)), .init("version", .integer(1))] + requests.members + [
      .init("salt", .string(Base64URL.encode(salt))), .init("madeAt", .integer(madeAt.seconds)),
    ]
  }

  private static func write(_ members: [StrictJSON.Member], _ mac: [UInt8]) -> [UInt8] {
    StrictJSON.object(members + [.init("mac", .string(Base64URL.encode(mac)))]).serialise() + [UInt8(ascii: "\n")]
  }

  private static func mac(_ members: [StrictJSON.Member], _ key: Secret) throws(LinkingError) -> [UInt8] {
    do {
      let own = try HKDF.sha512(key, info: Array("signet request 1".utf8), count: HMACSHA256.size)
      var mac = [UInt8](repeating: 0, count: HMACSHA256.size)
      StrictJSON.object(members).serialise().withUnsafeBytes { message in
        own.withBytes { key in
          mac.withUnsafeMutableBytes { HMACSHA256.authenticate(message, key: key, into: $0) }
        }
      }
      return mac
    } catch {
      throw .failed(error)
    }
  }

  private static func malformed(_ what: String, hint: String? = nil) -> LinkingError {
    LinkingError(
      .requestMalformed, "this is no request of a new device: \(what)",
      hint: hint ?? "`signet device join --request FILE` writes one on the new device")
  }
}
