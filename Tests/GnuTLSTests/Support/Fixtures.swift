import Glibc
import Platform
import Testing

@testable import GnuTLS

/// What the tests read from `Fixtures/`, found from where this file is.
enum Fixtures {
  static let folder = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined() + "/Fixtures"

  static func bytes(_ name: String) throws -> [UInt8] {
    let file = try #require(fopen("\(folder)/\(name)", "r"), "Fixtures/\(name) is missing")
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }

  static func secret(_ name: String) throws -> Secret { try Secret(copying: bytes(name)) }

  /// Key `number` of those in `keys/`, 1 to 6.
  static func key(_ number: Int) throws -> PrivateKey {
    try PrivateKey(serialised: secret("keys/rsa4096-\(number).pem"))
  }

  static func smallKey() throws -> PrivateKey { try PrivateKey(serialised: secret("keys/rsa2048-1.pem")) }

  static func certificate(_ name: String) throws -> Certificate {
    try Certificate(pem: bytes("certificates/\(name).pem"))
  }

  /// 2026-11-21T08:42:09Z.
  static let now = UnixTime(seconds: 1_795_250_529)
}

/// An account of three fixture keys.
struct Family {
  let authorityKey, accountKey, deviceKey: PrivateKey
  let authority, account, device: Certificate

  init(now: UnixTime = Fixtures.now) throws {
    authorityKey = try Fixtures.key(1)
    accountKey = try Fixtures.key(2)
    deviceKey = try Fixtures.key(3)
    authority = try CertificateIssuer.authority(key: authorityKey, now: now)
    account = try CertificateIssuer.account(
      key: accountKey.publicKey, authority: authority, authorityKey: authorityKey, now: now)
    let request = try CertificateRequest.make(for: deviceKey, commonName: CertificateIssuer.deviceName)
    device = try CertificateIssuer.device(request: request, account: account, accountKey: accountKey, now: now)
  }
}
