import Platform
import Testing

@testable import GnuTLS

/// The numbers of an RSA key, to be changed one by one and put together again.
struct KeyNumbers {
  /// Content octets of n, e, d, p, q, d mod p-1, d mod q-1, 1/q mod p.
  var numbers: [[UInt8]]
  var version: [UInt8] = [0]
  var algorithm = Hex.bytes(of: "2a864886f70d010101") ?? []

  enum Number: Int, CaseIterable {
    case modulus, exponent, privateExponent, prime1, prime2, exponent1, exponent2, coefficient
  }

  /// Those of a PKCS#8 PEM.
  init(pem: [UInt8]) throws {
    let der = try #require(try PEM.blocks("PRIVATE KEY", in: pem, Call("read", "a test key")).first)
    numbers = try #require(der.withUnsafeBytes { Self.read($0) })
  }

  private static func read(_ bytes: UnsafeRawBufferPointer) -> [[UInt8]]? {
    guard let whole = DERReader.only(DERTag.sequence, in: bytes) else { return nil }
    var outer = DERReader(bytes, inside: whole)
    guard outer.next() != nil, outer.next() != nil, let inner = outer.next(DERTag.octetString) else { return nil }
    var wrapper = DERReader(bytes, inside: inner)
    guard let key = wrapper.next(DERTag.sequence) else { return nil }
    var reader = DERReader(bytes, inside: key)
    guard reader.next() != nil else { return nil }
    return (0..<8).compactMap { _ in reader.next(DERTag.integer).map { Array(bytes[$0.content]) } }
  }

  subscript(_ number: Number) -> [UInt8] {
    get { numbers[number.rawValue] }
    set { numbers[number.rawValue] = newValue }
  }

  var pkcs1: [UInt8] {
    DERWriter.sequence(([version] + numbers).map { DERWriter.integer(contentOctets: $0) })
  }

  private var identifier: [UInt8] {
    DERWriter.sequence([
      DERWriter.element(DERTag.objectIdentifier, algorithm), DERWriter.element(DERTag.null, []),
    ])
  }

  var pkcs8: [UInt8] {
    DERWriter.sequence([
      DERWriter.integer(contentOctets: [0]), identifier, DERWriter.element(DERTag.octetString, pkcs1),
    ])
  }

  var spki: [UInt8] {
    let key = DERWriter.sequence(numbers.prefix(2).map { DERWriter.integer(contentOctets: $0) })
    return DERWriter.sequence([identifier, DERWriter.bitString(key)])
  }
}
