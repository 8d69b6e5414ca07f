import Platform

/// A message, contact, group or relay that cannot be worked with.
public typealias MessagingError = RoomError<MessagingErrorCode>

/// The codes of `MessagingError`.
public enum MessagingErrorCode: String, Sendable, CaseIterable {
  /// The keys that sign and open packets are not made yet.
  case keysPending
  /// The signing agent is locked.
  case agentLocked
  /// No contact has this ID or name.
  case contactNotFound
  /// No log of the account is known yet.
  case logUnknown
  /// Several contacts have this name, or this beginning of an ID.
  case contactAmbiguous
  /// What was given for a contact is none.
  case contactRefused
  /// The contact is blocked.
  case contactBlocked
  /// It is this account itself.
  case contactIsSelf
  /// What the person compared is not the safety number.
  case safetyNumberWrong
  /// No group has this ID or name.
  case channelNotFound
  /// Several groups have this name.
  case channelAmbiguous
  /// Somebody else owns the group.
  case notOwner
  /// This account is not in the group any more.
  case channelLeft
  /// No message has this id.
  case messageNotFound
  /// Several messages have this beginning of an id.
  case messageAmbiguous
  /// A message of another sender cannot be signed.
  case senderRefused
  /// A message that is dated too far from this device's clock cannot be signed.
  case clockRefused
  /// No such relay is known.
  case relayNotFound
  /// No relay is known at all.
  case relayNeeded
}
