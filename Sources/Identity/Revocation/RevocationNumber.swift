import GnuTLS
import Platform

/// The number of a revocation list (CRLNumber, RFC 5280 §5.2.3), at most 20 octets.
///
/// Deliberate: the content octets are read as a number without a sign. Jami writes eight random bytes as they are, so
/// half of its numbers are negative as DER, and it counts them on as unsigned; read with a sign, the number after the
/// highest positive one would be the lowest.
public struct RevocationNumber: Sendable, Hashable, Comparable {
  /// Most content octets of a DER INTEGER that RFC 5280 allows here.
  static let octetLimit = 20

  /// Big-endian, without zeros in front; empty for 0.
  public let magnitude: [UInt8]

  /// - Parameter octets: the content octets of the INTEGER, or any big-endian number.
  public init(octets: [UInt8]) { magnitude = Array(octets.drop { $0 == 0 }) }

  /// The number of a list. Nil without one, and for one that no list may have: counted on from there, the account's own
  /// next list would be refused.
  init?(of list: RevocationList) {
    guard let octets = list.number else { return nil }
    self.init(octets: octets)
    guard self.octets.count <= Self.octetLimit else { return nil }
  }

  /// The largest number that a list may have.
  static let largest = RevocationNumber(octets: [0x7f] + [UInt8](repeating: 0xff, count: octetLimit - 1))

  /// Content octets of the same number as a positive INTEGER.
  public var octets: [UInt8] { (magnitude.first ?? 0x80) >= 0x80 ? [0] + magnitude : magnitude }

  public static func < (left: RevocationNumber, right: RevocationNumber) -> Bool {
    guard left.magnitude.count == right.magnitude.count else { return left.magnitude.count < right.magnitude.count }
    return left.magnitude.lexicographicallyPrecedes(right.magnitude)
  }

  /// The number plus 1.
  /// - Throws: `IdentityError.revocationNumberExhausted`.
  public func next() throws(IdentityError) -> RevocationNumber {
    var digits = [0] + magnitude
    var index = digits.count - 1
    while digits[index] == 0xff {
      digits[index] = 0
      index -= 1
    }
    digits[index] += 1
    let next = RevocationNumber(octets: digits)
    guard next.octets.count <= Self.octetLimit else {
      throw IdentityError(.revocationNumberExhausted, "the account's revocation lists cannot be numbered any further")
    }
    return next
  }
}
