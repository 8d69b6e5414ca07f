/// The outer shape that certificates, requests and revocation lists share (RFC 5280 §4.1, §5.1; RFC 2986 §4):
/// what is signed, the algorithm, the signature.
struct SignedObject {
  /// The signed bytes, tag and length included.
  let signed: Range<Int>
  let signedElement: DERElement
  /// The AlgorithmIdentifier outside, tag and length included.
  let algorithm: Range<Int>
  /// The signature's octets.
  let signature: Range<Int>

  /// Nil when `bytes` do not have that shape, or anything lies behind it.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let outer = DERReader.only(DERTag.sequence, in: bytes) else { return nil }
    var reader = DERReader(bytes, inside: outer)
    guard let signed = reader.next(DERTag.sequence), let algorithm = reader.next(DERTag.sequence),
      let bits = reader.next(DERTag.bitString), reader.isAtEnd,
      bits.content.count > 1, bytes[bits.content.lowerBound] == 0
    else { return nil }
    self.signed = signed.whole
    signedElement = signed
    self.algorithm = algorithm.whole
    signature = bits.content.dropFirst()
  }

  /// Whether `key` made the signature of `der`. An algorithm that is none of ours (SHA-1 among them) is no.
  static func isSigned(_ der: [UInt8], by key: PublicKey) -> Bool {
    let parts = der.withUnsafeBytes { SignedObject($0) }
    guard let parts, let algorithm = SignatureAlgorithm(identifier: der[parts.algorithm]) else { return false }
    return key.isValid(Array(der[parts.signature]), for: Array(der[parts.signed]), with: algorithm)
  }
}
