/// How much of everything there may be.
public enum MessagingLimits {
  /// Bytes of a packet as JSON; a relay takes 1 MiB.
  public static let packet = 2 << 20
  /// Relays of a peer, and relays that had a packet.
  public static let relays = 16
  /// Certificates kept of a peer, the newest ones.
  public static let certificates = 16
  /// Members of a group.
  public static let members = 1000
  /// Bytes of a group's nonce, no more and no less.
  public static let nonce = 16
  /// Findings beside a message, and failures of a refused packet.
  public static let notes = 64
  /// Bytes of one such text.
  public static let sentence = 1000
  /// Bytes of a packet's number; Signet's own have 16.
  public static let number = 1...64
  /// Held packets of one author, and of all.
  public static let heldOfOne = 100
  public static let held = 1000
  /// Refused packets that are remembered, the newest ones.
  public static let refused = 1000
  /// Relays that were learned from relays, and as many from cards.
  public static let learnedRelays = 256
  /// Things that a relay says it can do.
  public static let capabilities = 32
}
