import GnuTLS
import Identity
import JOSE
import Jasper
import Platform

/// A card in its packet: a compact JWS by a signing key of the account, which anybody can read.
public struct SignedCard: Sendable {
  public let packet: Packet
  /// What it says; nothing of it is believed before `CardVerifier` was asked.
  public let unverifiedCard: Card
  let signature: SignedContent

  /// The packet's `signature`. There is none beside the card's own; a packet has to have the member.
  static let packetSignature = "signet-card"

  /// Makes the packet of a card: one signature.
  /// - Parameter number: 128 fresh random bits.
  /// - Throws: `JOSEError.keyRefused`, `libraryFailed`.
  public static func sign(_ card: Card, with key: SigningKey, number: PacketNumber) throws(JOSEError) -> Packet {
    let recipient = CardAddress(of: JamiID(of: card.account)).recipient
    let header = key.header(
      .card, number: number, naming: .chain,
      more: PacketDigests(recipient: recipient, signature: packetSignature).members)
    let message = try CompactJWS.sign(payload: card.bytes, header: header, key: key.signer, detached: false)
    return Packet(recipient: recipient, message: message, signature: packetSignature)
  }

  /// Whose signature it claims to have: the signing key of the certificate in it. Nil where none can be read.
  public var unverifiedSigner: KeyID? {
    guard case .chain(let chain) = signature.header.signer, let der = chain.first else { return nil }
    // What cannot be read is nobody's; `CardVerifier` says why.
    return (try? Certificate(der: der)).map { KeyID(ofSPKI: $0.publicKey.spki) }  // see above: no loss
  }

  /// Reads what was found at a card's address.
  /// - Throws: `SealingError.cardMalformed`.
  public init(_ packet: Packet) throws(SealingError) {
    guard packet.message.utf8.count <= SealingLimits.card else { throw Card.malformed("it is too long") }
    guard let signature = SignedContent(packet.message, detachedPayload: nil, extraNames: PacketDigests.names) else {
      throw Card.malformed("it is no JWS as a card's has to be")
    }
    self.packet = packet
    self.signature = signature
    do {
      unverifiedCard = try Card(bytes: signature.jws.unverifiedPayload)
    } catch {
      throw Card.malformed(error.reason)
    }
  }
}
