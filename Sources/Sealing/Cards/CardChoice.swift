import Jasper

/// Which of the packets at a card's address is the card.
public struct CardChoice: Sendable {
  public struct Rejected: Sendable {
    public let packet: Packet
    /// Nil when it could not even be read.
    public let card: Card?
    /// Empty when it could not be read.
    public let findings: PolicyFindings
  }

  /// The valid one of the highest generation, and of these the one made last; nil when none is valid.
  public let best: SignedCard?
  public let findings: PolicyFindings
  /// Everything else that is not valid. The address is no secret, so there may be anything.
  public let rejected: [Rejected]

  /// - Parameter context: makes what is known about the account that a card names.
  public init(
    among packets: [Packet], expectation: CardExpectation, context: (Card) -> VerificationContext
  ) {
    var valid: [(card: SignedCard, findings: PolicyFindings)] = []
    var rejected: [Rejected] = []
    for packet in packets {
      do throws(SealingError) {
        let card = try SignedCard(packet)
        let findings = CardVerifier.verify(card, expectation: expectation, context: context(card.unverifiedCard))
        if findings.failures.isEmpty {
          valid.append((card, findings))
        } else {
          rejected.append(Rejected(packet: packet, card: card.unverifiedCard, findings: findings))
        }
      } catch {
        rejected.append(Rejected(packet: packet, card: nil, findings: PolicyFindings()))
      }
    }
    let best = valid.max { Self.rank($0.card) < Self.rank($1.card) }
    self.best = best?.card
    findings = best?.findings ?? PolicyFindings()
    self.rejected = rejected
  }

  /// The hash decides between two that are otherwise alike, so that everybody chooses the same.
  private static func rank(_ card: SignedCard) -> (Int, MessageTimestamp, PacketHash) {
    (card.unverifiedCard.generation, card.unverifiedCard.issued, card.packet.hash)
  }
}
