import Glibc
import GnuTLS
import Platform
import Testing

@testable import AccountArchive

/// Files that the tests read.
enum Fixtures {
  /// The path of a file in `Fixtures/`, found from where this source lies.
  static func path(_ name: String, source: String = #filePath) -> String {
    source.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/") + "/Fixtures/"
      + name
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    let descriptor = open(path(name), O_RDONLY | O_CLOEXEC)
    try #require(descriptor >= 0, "Fixtures/\(name) is missing")
    defer { close(descriptor) }
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(descriptor, &piece, piece.count), count > 0 { all += piece[..<count] }
    return all
  }

  static func key(_ name: String) throws -> PrivateKey {
    try PrivateKey(serialised: Secret(copying: bytes("keys/\(name).pem")))
  }
}

/// An account with fixed keys, so that no test has to make one.
enum TestAccount {
  static let now = UnixTime(seconds: 1_800_000_000)

  /// 2048 bits, where many archives are opened; 4096 is what Jami has.
  static func make(bits: Int = 2048) throws -> Archive {
    let key = try Fixtures.key(bits == 2048 ? "rsa2048-1" : "rsa4096-2")
    let authorityKey = try Fixtures.key("rsa4096-1")
    let authority = try CertificateIssuer.authority(key: authorityKey, now: now)
    let account = try CertificateIssuer.account(
      key: key.publicKey, authority: authority, authorityKey: authorityKey, now: now)
    let ethereumKey = try Secret(copying: [UInt8](repeating: 7, count: 32))
    return try Archive.new(
      accountKey: key, authorityKey: authorityKey, chain: [account, authority], ethereumKey: ethereumKey,
      displayName: "Zoë ☕ 🦉")
  }

  static let rawKey = [UInt8](0..<32)

  static func secret() throws -> ArchiveSecret { .key(try Secret(copying: rawKey)) }
}

/// Packing and unpacking by hand.
enum Bytes {
  static func secret(_ text: String) throws -> Secret { try Secret(copying: Array(text.utf8)) }

  static func array(_ secret: Secret) -> [UInt8] { secret.withBytes { Array($0) } }

  static func text(_ secret: Secret) -> String { secret.withBytes { String(decoding: $0, as: UTF8.self) } }

  static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let writer = try DeflatingWriter(.gzip, limit: 1 << 30)
    try bytes.withUnsafeBytes { try writer.write($0) }
    return array(try writer.finish())
  }

  static func gunzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let reader = try InflatingReader(MemorySource(Secret(copying: bytes)), format: .gzip, limit: 1 << 30)
    var buffer = try SecretBuffer(limit: 1 << 28)
    try buffer.fill(from: reader)
    return array(buffer.finish())
  }

  /// The JSON text of an archive as it is written without encryption.
  static func json(_ archive: Archive) throws -> [UInt8] {
    try gunzip(array(ArchiveWriter.serialise(archive, secret: .none)))
  }

  /// Opens a JSON text as an archive that is neither compressed nor encrypted.
  static func open(_ json: [UInt8], limits: ArchiveLimits = .standard) throws(ArchiveError) -> OpenedArchive {
    let bytes = try Failures.wrap { try Secret(copying: json) }
    return try ArchiveReader.open(bytes: bytes, secret: .none, limits: limits)
  }
}
