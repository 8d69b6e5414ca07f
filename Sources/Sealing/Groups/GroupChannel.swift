import GnuTLS
import Identity

/// The channel of a group.
///
/// Deliberate: made of the owner instead of being drawn at random. Whoever knows the ID of somebody else's group cannot
/// claim it then, not even towards a member who has not heard of its owner's statement yet.
public enum GroupChannel {
  /// A UUID of version 8 (RFC 9562 §5.8): the first 16 bytes of SHA-256 over `signet group 1`, a byte 0, the owner's
  /// Jami ID and fingerprint, and the nonce. All but the text are of fixed lengths.
  public static func id(owner: ChannelMember, nonce: ChannelNonce) -> ChannelID {
    let text = Array("signet group 1\0".utf8) + owner.id.bytes + owner.account.bytes + nonce.bytes
    return ChannelID(digest: Digest.sha256.hash(text))
  }
}
