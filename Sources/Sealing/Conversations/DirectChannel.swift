import GnuTLS
import Identity

/// The channel of two accounts, and of an account with itself.
///
/// Deliberate: made of both accounts instead of being drawn at random when the first message is sent. So two people who
/// write to each other at once, and all their devices, are in one channel without a word about it.
public enum DirectChannel {
  /// A UUID of version 8 (RFC 9562 §5.8): the first 16 bytes of SHA-256 over `signet direct channel 1` and both
  /// fingerprints in their order.
  public static func id(_ one: AccountFingerprint, _ other: AccountFingerprint) -> ChannelID {
    let text = Array("signet direct channel 1".utf8) + min(one, other).bytes + max(one, other).bytes
    return ChannelID(digest: Digest.sha256.hash(text))
  }
}
