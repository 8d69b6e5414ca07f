import Platform
import Testing

@testable import GnuTLS

/// A revocation list with whatever a test wants in it, right or wrong.
struct HandmadeList {
  struct Entry {
    var serial: [UInt8]
    var extensions: [[UInt8]] = []
  }

  /// DER Name.
  var issuer: [UInt8]
  var entries: [Entry]
  var thisUpdate: UnixTime
  var nextUpdate: UnixTime?
  var extensions: [[UInt8]]
  /// The AlgorithmIdentifier inside, where it shall differ from the one outside.
  var algorithmInside: SignatureAlgorithm?

  /// One of `account` over `devices` that is in order in every respect.
  init(
    of account: Certificate, revoking devices: [Certificate], number: [UInt8] = [1], at time: UnixTime,
    lifetime: Int64 = 86_400
  ) {
    issuer = account.subject.der
    entries = devices.map { Entry(serial: $0.serial) }
    thisUpdate = time
    nextUpdate = time.adding(seconds: lifetime)
    extensions = [Self.number(number)]
  }

  func signed(by key: PrivateKey) throws -> RevocationList { try RevocationList(der: der(signedBy: key)) }

  func der(signedBy key: PrivateKey) throws -> [UInt8] {
    let digest = SignatureAlgorithm.rsaSHA512
    let outside = try #require(digest.identifier)
    let list = entries.map { entry in
      DERWriter.sequence([
        DERWriter.integer(contentOctets: entry.serial), DERWriter.time(thisUpdate),
        entry.extensions.isEmpty ? [] : DERWriter.sequence(entry.extensions),
      ])
    }
    let signed = DERWriter.sequence([
      DERWriter.integer(contentOctets: [1]), try #require((algorithmInside ?? digest).identifier), issuer,
      DERWriter.time(thisUpdate), nextUpdate.map(DERWriter.time) ?? [], list.isEmpty ? [] : DERWriter.sequence(list),
      extensions.isEmpty ? [] : DERWriter.element(DERTag.context(0), DERWriter.sequence(extensions)),
    ])
    return DERWriter.sequence([signed, outside, DERWriter.bitString(try key.sign(signed, with: digest))])
  }

  /// CRLNumber with these content octets.
  static func number(_ octets: [UInt8], isCritical: Bool = false) -> [UInt8] {
    element(20, isCritical: isCritical, DERWriter.integer(contentOctets: octets))
  }

  /// deltaCRLIndicator: a list that says what has changed since list 1.
  static let delta = element(27, isCritical: true, DERWriter.integer(contentOctets: [1]))
  /// issuingDistributionPoint with indirectCRL.
  static let indirect = element(28, isCritical: true, DERWriter.sequence([DERWriter.element(0x84, [0xff])]))
  /// reasonCode removeFromCRL, of an entry.
  static let removal = element(21, isCritical: false, DERWriter.element(0x0a, [8]))

  /// certificateIssuer, of an entry.
  static func issuer(_ name: [UInt8]) -> [UInt8] {
    element(29, isCritical: true, DERWriter.sequence([DERWriter.element(DERTag.context(4), name)]))
  }

  /// The extension 2.5.29.`number`.
  static func element(_ number: UInt8, isCritical: Bool, _ value: [UInt8]) -> [UInt8] {
    DERWriter.sequence([
      DERWriter.element(DERTag.objectIdentifier, [0x55, 0x1d, number]),
      isCritical ? DERWriter.element(DERTag.boolean, [0xff]) : [],
      DERWriter.element(DERTag.octetString, value),
    ])
  }
}
