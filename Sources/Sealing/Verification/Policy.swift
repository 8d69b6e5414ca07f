/// The names of all rules that a packet or a card has to meet. They are told to the account's owner, and to nobody
/// else.
public enum Policy: String, Sendable, Codable, CaseIterable {
  // About whoever signed.
  /// The header names the purpose that the content has.
  case purpose
  /// The signing key's certificate is at hand, can be read, and is one of a signing key.
  case signingCertificate
  /// The algorithm is PS256, or RS256 from a device whose token is known to lack PSS.
  case algorithm
  /// The signing key signed exactly these bytes.
  case signature
  /// The account key itself signed the signing key's certificate.
  case signedByAccount
  case certificateInDate
  case notRevokedByKey
  case notRevokedBySerial
  /// The account's log lists the device as active.
  case activeInLog
  /// The revocation data is not older than allowed.
  case revocationsFresh

  // About a packet.
  /// The message names as its sender the account whose device signed it.
  case senderIsAccount
  /// The recipient is one of those that the signature was made for.
  case meantForThisRecipient
  /// No packet of this number has been taken in before.
  case notReplayed
  /// No other message has taken this name before.
  case notDuplicate
  /// The timestamp is not more than ten minutes ahead.
  case notAheadOfTime

  // About a card.
  /// The account is the one whose card was asked for.
  case accountAsAsked
  /// The account is the one that was pinned.
  case accountAsPinned
  /// The genesis is the one that was pinned.
  case genesisAsPinned
  /// The card is neither too old nor ahead of its time.
  case cardInDate
  /// The receive key's generation is not below the one known.
  case generationNotBelowKnown
  /// The packet around the card is the one that its author made.
  case packetAsSigned
}
