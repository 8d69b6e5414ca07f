/// The largest things that are taken. The protocol names none; these are ours (jasper-packet(5)).
public enum PacketLimits {
  /// Bytes of a request's body with a packet in it, and so of a packet.
  public static let body = 1 << 20
  /// Bytes of a recipient: an RSA-4096 key in base64 has 736.
  public static let recipient = 16 << 10
  /// Bytes of a list of hashes: 125,000 of them.
  public static let hashesBody = 8 << 20
  /// Bytes of a list of servers.
  public static let serversBody = 256 << 10
  /// Bytes of a host's name (RFC 1035 §2.3.4).
  public static let host = 253
  /// Characters of a relay's URL.
  public static let relayURL = 300
}
