/// Names one packet among all: SHA-256 of hash ‖ SHA-256(recipient) ‖ SHA-256(signature).
///
/// A `PacketHash` names a message, and several packets may share that. Signet relays reconcile by this instead, so that
/// one who has a message under a junk signature only still gets the true packet, and clients remember by this what they
/// have looked at.
public typealias PacketID = SHA256Digest

extension PacketID {
  public init(hash: PacketHash, recipient: SHA256Digest, signature: SHA256Digest) {
    self = withUnsafeTemporaryAllocation(byteCount: 3 * SHA256Digest.size, alignment: 8) { buffer in
      let size = SHA256Digest.size
      hash.copy(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<size]))
      recipient.copy(into: UnsafeMutableRawBufferPointer(rebasing: buffer[size..<2 * size]))
      signature.copy(into: UnsafeMutableRawBufferPointer(rebasing: buffer[(2 * size)...]))
      return SHA256Digest(hashing: UnsafeRawBufferPointer(buffer))
    }
  }
}

extension Packet {
  /// Names this packet among all.
  public var id: PacketID {
    PacketID(hash: hash, recipient: SHA256Digest.of(recipient), signature: SHA256Digest.of(signature))
  }
}
