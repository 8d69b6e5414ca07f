import Platform

/// A message, packet, card or invitation that cannot be made or read.
public typealias SealingError = RoomError<SealingErrorCode>

/// The codes of `SealingError`.
public enum SealingErrorCode: String, Sendable, CaseIterable {
  /// A message object cannot be made of these fields.
  case messageRefused
  /// A message cannot be sealed to these recipients: none, too many, one twice, or a key that is not fit.
  case recipientRefused
  /// The certificates given for signing are not those of the signing key, too many or too large.
  case signerRefused
  /// A packet cannot be opened. Deliberate: one code and one text for every cause (see `Opener`).
  case packetUnreadable
  /// A card cannot be made of these fields, or what is at its address is none.
  case cardMalformed
  /// A text is no invitation.
  case invitationMalformed
  /// A text is no description of a group, or a group cannot be described so.
  case channelMalformed
}
