/// How much of everything is written and read. What exceeds a limit is refused before it is worked on.
public enum SealingLimits {
  /// Recipients of one message.
  public static let recipients = 1000
  /// Hashes in an inclusion path that is read. 1000 recipients need 10; a tree of a million still fits.
  public static let pathLength = 20
  /// Certificates in a header.
  public static let certificates = 3
  /// Bytes of DER of one certificate; one of ours has about 1300.
  public static let certificateSize = 8 * 1024
  /// Bytes of UTF-8 in a message's content.
  public static let content = 256 * 1024
  /// Bytes of UTF-8 in a message's id.
  public static let messageID = 128
  /// Bytes of UTF-8 in a message's type.
  public static let messageType = 64
  /// Members of a message object, known and unknown.
  public static let members = 32
  /// Characters of a recipient: 4096 bits take 736.
  public static let recipient = 2048
  /// Characters of a sealed message; a relay takes bodies of 1 MiB.
  public static let message = 1_000_000
  /// Characters of a sealed signature: three certificates of the largest size, base64 in base64 in base64, padded.
  public static let signature = 128 * 1024
  /// Bits of a key that is sealed to.
  public static let receiveKeyBits = 4096
  /// Relays in a card or an invitation.
  public static let relays = 16
  /// Log heads in a card.
  public static let heads = 64
  /// Characters of a card.
  public static let card = 64 * 1024
  /// Characters of an invitation.
  public static let invitation = 8 * 1024
  /// Bytes of UTF-8 in a group's name.
  public static let channelName = 256
  /// Different reactions of one account to one message; the earliest ones count.
  public static let reactions = 32
}
