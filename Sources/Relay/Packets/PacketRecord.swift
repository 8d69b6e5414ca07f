import Jasper
import Platform

/// A packet that passed its checks, on its way into the store.
public struct PacketCandidate: Sendable {
  let hash: PacketHash
  let recipient: SHA256Digest
  let signature: SHA256Digest
  let id: PacketID
  /// UTF-8 JSON of the packet.
  let body: [UInt8]
  let source: PacketSource
  /// The server that it came from, which need not get it again.
  let peer: ServerAddress?
  /// Whether it goes on to the other peers at once.
  let isPushed: Bool

  /// - Throws: `JasperError`.
  public init(
    json: UnsafeRawBufferPointer, from source: PacketSource, peer: ServerAddress? = nil, isPushed: Bool = true
  ) throws(JasperError) {
    self = try JSONReader.read(json) { (reader) throws(JasperError) in
      let check = try PacketCheck(reading: &reader)
      return PacketCandidate(
        hash: check.hash, recipient: check.recipient, signature: check.signature, body: check.json(in: reader),
        source: source, peer: peer, isPushed: isPushed)
    }
  }

  private init(
    hash: PacketHash, recipient: SHA256Digest, signature: SHA256Digest, body: [UInt8], source: PacketSource,
    peer: ServerAddress?, isPushed: Bool
  ) {
    self.hash = hash
    self.recipient = recipient
    self.signature = signature
    id = PacketID(hash: hash, recipient: recipient, signature: signature)
    self.body = body
    self.source = source
    self.peer = peer
    self.isPushed = isPushed
  }
}

/// What is known of a stored packet without its text.
struct PacketRecord: Sendable, Equatable {
  let hash: PacketHash
  let recipient: SHA256Digest
  let signature: SHA256Digest
  /// This relay's own first sight of it; what others tell counts for nothing.
  let firstSeen: UnixTime
  /// Bytes of its JSON.
  let size: Int
  let source: PacketSource

  var id: PacketID { PacketID(hash: hash, recipient: recipient, signature: signature) }
}

/// A hash whose packets went, and until when it is refused.
struct ExpiredHash: Sendable, Equatable {
  let hash: PacketHash
  let until: UnixTime
}
