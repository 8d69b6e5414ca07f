import Platform
import Testing

@testable import GnuTLS

/// Puts RSA keys into foreign certificates and lists.
///
/// x509-limbo's keys are on P-256. No account has such a key, and `Certificate` refuses them, so that nothing of
/// these cases would reach the rules that they are about. Each key of a case therefore gets an RSA key in its place,
/// and whatever it signed is signed again with that; every other byte stays. What none of the case's keys signed gets
/// a signature of nobody.
struct Rekeying {
  /// The short one first: the first key of a case signs most, and it signs fastest.
  private static let spare = [
    TestKeys.short, TestKeys.authority, TestKeys.account, TestKeys.phone, TestKeys.laptop, TestKeys.otherAccount,
    TestKeys.otherAuthority,
  ]
  private static let nobody = [UInt8](repeating: 0x55, count: 512)

  /// By the SubjectPublicKeyInfo that was there.
  private var keys: [[UInt8]: PrivateKey] = [:]

  /// - Parameter certificates: DER of all of a case.
  init(certificates: [[UInt8]]) throws {
    for der in certificates {
      let parts = try Self.parts(of: der)
      let key = parts.elements[Self.place(inCertificate: parts).key]
      guard parts.algorithm == EllipticKey.algorithm, keys[key] == nil else { continue }
      try #require(keys.count < Self.spare.count, "the case has too many keys")
      keys[key] = Self.spare[keys.count]
    }
  }

  /// DER of the same certificate about another key; what is RSA already stays.
  func certificate(_ der: [UInt8]) throws -> [UInt8] {
    var parts = try Self.parts(of: der)
    guard parts.algorithm == EllipticKey.algorithm else { return der }
    let place = Self.place(inCertificate: parts)
    let key = try #require(keys[parts.elements[place.key]])
    parts.elements[place.key] = key.publicKey.spki
    return try signed(parts, algorithmAt: place.algorithm)
  }

  func list(_ der: [UInt8]) throws -> [UInt8] {
    let parts = try Self.parts(of: der)
    guard parts.algorithm == EllipticKey.algorithm else { return der }
    // Behind the version, if there is one.
    return try signed(parts, algorithmAt: parts.elements[0].first == DERTag.integer ? 1 : 0)
  }

  private func signed(_ parts: TopParts, algorithmAt place: Int) throws -> [UInt8] {
    var parts = parts
    let digest = SignatureAlgorithm.rsaSHA256
    let identifier = try #require(digest.identifier)
    try #require(parts.elements[place] == EllipticKey.algorithm, "it names two algorithms")
    parts.elements[place] = identifier
    let signer = keys.first { EllipticKey.isValid(parts.signature, for: parts.signed, by: $0.key) }
    guard let signer else {
      return DERWriter.sequence([
        DERWriter.sequence(parts.elements), identifier, DERWriter.bitString(Self.nobody),
      ])
    }
    return try parts.signed(by: signer.value, digest)
  }

  private static func parts(of der: [UInt8]) throws -> TopParts {
    try #require(der.withUnsafeBytes { TopParts($0) }, "it does not have the shape of a signed object")
  }

  /// Where the algorithm and the key are: behind the version, if there is one, and the serial number.
  private static func place(inCertificate parts: TopParts) -> (algorithm: Int, key: Int) {
    let algorithm = parts.elements[0].first == DERTag.context(0) ? 2 : 1
    return (algorithm, algorithm + 4)
  }
}
