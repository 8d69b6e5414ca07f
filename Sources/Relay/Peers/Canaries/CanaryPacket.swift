import FoundationEssentials
import GnuTLS

/// A packet that nobody can open, in the form and the sizes that people's packets have (jasper-packet(5)).
///
/// To a relay, all parts of a real one but the headers are random as well. Deliberate: the recipient is no key, but a
/// random odd number without small factors in a key's place, because a real key costs a second to make. Who factors such
/// numbers all day can tell; who counts which recipients nobody ever fetches for can tell as well.
public struct CanaryPacket: Sendable, Equatable {
  /// Base64 of what looks like the DER SPKI of an RSA-4096 key.
  public let recipient: String
  public let message: String
  public let signature: String
  /// SHA-256 of `message`.
  public let id: ItemID

  /// `id` in hex.
  public var hash: String { id.hash }

  /// Bytes of plaintexts after padding, and how often each size is seen among 10 packets.
  private static let messageSizes = [1_024: 7, 2_048: 2, 4_096: 1]
  private static let signatureSizes = [1_024: 6, 2_048: 1, 4_096: 3]

  public init(using generator: inout some RandomNumberGenerator) {
    let modulus = RandomModulus.bytes(using: &generator)
    recipient = Data(Self.keyStart + modulus + Self.keyEnd).base64EncodedString()
    signature = Self.envelope(
      header: #"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#, size: Self.pick(Self.signatureSizes, &generator),
      below: modulus, &generator)
    let recipientDigest = Self.base64URL(Digest.sha256.hash(Array(recipient.utf8)))
    let signatureDigest = Self.base64URL(Digest.sha256.hash(Array(signature.utf8)))
    message = Self.envelope(
      header: #"{"alg":"RSA-OAEP-256","enc":"A256GCM","rcpt":"\#(recipientDigest)","sig":"\#(signatureDigest)"}"#,
      size: Self.pick(Self.messageSizes, &generator), below: modulus, &generator)
    id = ItemID(prefix: Digest.sha256.hash(Array(message.utf8))[...])
  }

  /// A compact JWE (RFC 7516 §7.1) with random bytes for wrapped key, IV, ciphertext and tag.
  private static func envelope(
    header: String, size: Int, below modulus: [UInt8], _ generator: inout some RandomNumberGenerator
  ) -> String {
    var key: [UInt8]
    repeat { key = random(modulus.count, &generator) } while !key.lexicographicallyPrecedes(modulus)
    let parts = [Array(header.utf8), key, random(12, &generator), random(size, &generator), random(16, &generator)]
    return parts.map(base64URL).joined(separator: ".")
  }

  private static func pick(_ sizes: [Int: Int], _ generator: inout some RandomNumberGenerator) -> Int {
    let list = sizes.sorted { $0.key < $1.key }.flatMap { Array(repeating: $0.key, count: $0.value) }
    return list[Int.random(in: 0..<list.count, using: &generator)]
  }

  private static func random(_ count: Int, _ generator: inout some RandomNumberGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  private static func base64URL(_ bytes: [UInt8]) -> String {
    let text = Data(bytes).base64EncodedString().utf8.compactMap { byte -> UInt8? in
      switch byte {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      case UInt8(ascii: "="): nil
      default: byte
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// DER before and after the modulus in the SPKI of an RSA-4096 key with the exponent 65537 (RFC 8017 §A.1.1).
  private static let keyStart: [UInt8] = [
    0x30, 0x82, 0x02, 0x22, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    0x03, 0x82, 0x02, 0x0f, 0x00, 0x30, 0x82, 0x02, 0x0a, 0x02, 0x82, 0x02, 0x01, 0x00,
  ]
  private static let keyEnd: [UInt8] = [0x02, 0x03, 0x01, 0x00, 0x01]
}
