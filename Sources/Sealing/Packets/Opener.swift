import JOSE
import Jasper
import Platform

/// Opens packets that were sealed to one of our keys.
///
/// Deliberate: until the content is proved to be whole, everything that can be wrong gives one error with one code and
/// one text: no such key, a wrong hash, other digests in the header, bad padding of the wrapped key, a key of another
/// length, a wrong tag, no message inside. A packet comes through strangers' servers, and whoever could tell these
/// apart could have our key decrypt for them (RFC 8017 §7.1.2, note). For the same reason both parts are always
/// decrypted, also when the first one fails.
public struct Opener: Sendable {
  private let keys: [String: ReceiveKey]

  /// - Parameter keys: all generations that are still held, and the device's wrap key.
  public init(keys: [ReceiveKey]) {
    self.keys = Dictionary(keys.map { ($0.recipient.text, $0) }) { first, _ in first }
  }

  /// - Throws: `SealingError.packetUnreadable`, and nothing else.
  public func open(_ packet: Packet) throws(SealingError) -> OpenedPacket {
    guard let key = keys[packet.recipient], let opened = Self.open(packet, with: key) else {
      throw SealingError(.packetUnreadable, "the packet cannot be opened")
    }
    return opened
  }

  private static func open(_ packet: Packet, with key: ReceiveKey) -> OpenedPacket? {
    guard packet.message.utf8.count <= SealingLimits.message,
      packet.signature.utf8.count <= SealingLimits.signature
    else { return nil }
    let isWhole = packet.hash == PacketHash.of(packet.message) && digestsFit(packet)
    let message = plaintext(packet.message, key, PacketDigests.names)
    let signature = plaintext(packet.signature, key, [])
    guard isWhole, let message, let signature, let object = MessageObject(bytes: message),
      let envelope = SignatureEnvelope(bytes: signature),
      let content = SignedContent(envelope.jws, detachedPayload: message), content.header.root != nil
    else { return nil }
    return OpenedPacket(
      hash: packet.hash, recipient: key.recipient, generation: key.generation, unverifiedMessage: object,
      signature: content, binding: envelope.binding)
  }

  private static func digestsFit(_ packet: Packet) -> Bool {
    do {
      let header = try CompactJWE.header(of: packet.message, allowedNames: PacketDigests.names)
      return PacketDigests(recipient: packet.recipient, signature: packet.signature).areNamed(by: header)
    } catch {
      return false
    }
  }

  /// Without its padding; nil when it cannot be opened or is not padded.
  private static func plaintext(_ text: String, _ key: ReceiveKey, _ names: Set<String>) -> [UInt8]? {
    do {
      return try CompactJWE.open(text, with: key.decryption, allowedNames: names).withBytes { SizeClass.unpad($0) }
    } catch {
      return nil
    }
  }
}
