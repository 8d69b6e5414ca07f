import CGnuTLS
import Platform

/// An RSA public key of 2048 to 8192 bits that is fit for use.
public struct PublicKey: Sendable, Hashable {
  /// DER SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). A key has exactly one here, so its digest is a name for the key.
  public let spki: [UInt8]
  /// Length of the modulus.
  public let bits: Int

  /// 20 bytes. The Jami ID of an account, the short ID of a device. Weak: a name, no pin.
  public var sha1: [UInt8] { Digest.sha1.hash(spki) }
  /// 32 bytes. The device ID, and what we pin accounts by.
  public var sha256: [UInt8] { Digest.sha256.hash(spki) }

  /// - Throws: `GnuTLSError.keyDamaged`; `keyRefused` for a key that is not RSA, under 2048 or over 8192 bits, or has
  ///   an even modulus or an exponent that is even or below 65537.
  public init(spki: [UInt8]) throws(GnuTLSError) {
    let reading = spki.withUnsafeBytes { Self.read($0) }
    switch reading {
    case .fine(let numbers): bits = numbers.bits
    case .damaged(let detail): throw GnuTLSError(.keyDamaged, "read", "a public key", because: detail)
    case .refused(let detail): throw GnuTLSError(.keyRefused, "read", "a public key", because: detail)
    }
    self.spki = spki
  }

  /// Whether `signature` over `message` was made with this key. The one Bool: a primitive, not a verification.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpubkey_005fverify_005fdata2>
  public func isValid(_ signature: [UInt8], for message: [UInt8], with algorithm: SignatureAlgorithm) -> Bool {
    do {
      let handle = try PublicKeyHandle.decode(self)
      let code = handle.withRaw { raw in
        Datum.lend(message) { message in
          Datum.lend(signature) { gnutls_pubkey_verify_data2(raw, algorithm.libraryValue, 0, message, $0) }
        }
      }
      try Call("checked", "a signature").check(code)
      return true
    } catch {
      return false
    }
  }

  /// The digest that GnuTLS, and so Jami, prefers for signatures about or by this key: SHA-256 up to 3072 bits,
  /// SHA-384 for 4096.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005fpubkey_005fget_005fpreferred_005fhash_005falgorithm>
  func preferredDigest(_ call: Call) throws(GnuTLSError) -> gnutls_digest_algorithm_t {
    let handle = try PublicKeyHandle.decode(self)
    var digest = GNUTLS_DIG_UNKNOWN
    var mandatory: UInt32 = 0
    try call.check(handle.withRaw { gnutls_pubkey_get_preferred_hash_algorithm($0, &digest, &mandatory) })
    return digest
  }

  /// `rsaEncryption` with its NULL (RFC 3279 §2.3.1): the one AlgorithmIdentifier that is taken.
  private static let algorithm: [UInt8] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
  ]

  private static func read(_ bytes: UnsafeRawBufferPointer) -> RSANumbers.Reading {
    guard let outer = DERReader.only(DERTag.sequence, in: bytes) else { return .damaged("it is no DER") }
    var reader = DERReader(bytes, inside: outer)
    guard let algorithm = reader.next(DERTag.sequence), let bits = reader.next(DERTag.bitString), reader.isAtEnd,
      bits.content.count > 1, bytes[bits.content.lowerBound] == 0
    else { return .damaged("it is no SubjectPublicKeyInfo") }
    guard bytes[algorithm.whole].elementsEqual(Self.algorithm) else { return .refused("it is not an RSA key") }
    let inside = UnsafeRawBufferPointer(rebasing: bytes[bits.content.dropFirst()])
    guard let key = DERReader.only(DERTag.sequence, in: inside) else { return .damaged("it is no RSA key inside") }
    return RSANumbers.publicKey(inside, key)
  }
}
