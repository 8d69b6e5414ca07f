import Testing

@testable import GnuTLS

/// The parts of a certificate or a revocation list, to be changed one by one and put together again.
struct TopParts {
  /// Those of the signed part, each with tag and length.
  var elements: [[UInt8]] = []
  /// The AlgorithmIdentifier outside.
  let algorithm: [UInt8]
  /// What was signed, with tag and length.
  let signed: [UInt8]
  let signature: [UInt8]

  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let object = SignedObject(bytes) else { return nil }
    algorithm = Array(bytes[object.algorithm])
    signed = Array(bytes[object.signed])
    signature = Array(bytes[object.signature])
    var reader = DERReader(bytes, inside: object.signedElement)
    while let element = reader.next() { elements.append(Array(bytes[element.whole])) }
    guard reader.isAtEnd else { return nil }
  }

  /// All of it, as it is now, with a signature of `key`.
  func signed(by key: PrivateKey, _ algorithm: SignatureAlgorithm) throws -> [UInt8] {
    let signed = DERWriter.sequence(elements)
    let identifier = try #require(algorithm.identifier)
    return DERWriter.sequence([signed, identifier, DERWriter.bitString(try key.sign(signed, with: algorithm))])
  }
}
