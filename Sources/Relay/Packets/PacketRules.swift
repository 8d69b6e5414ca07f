/// How long packets stay, and how much may be stored by whom.
public struct PacketRules: Sendable {
  /// Seconds from this relay's first sight until a packet goes (Jasper 1.0.0: seven days).
  public var retention: Int64 = 7 * 86_400
  /// Seconds that the hash of one that went is remembered, and the packet refused.
  public var remembrance: Int64 = 14 * 86_400
  /// Packets of one hash that are kept.
  public var variants = 4
  /// Of these, as many may come from one source that is no peer.
  public var variantsOfOneSource = 2
  /// Bytes that the store may hold.
  public var capacity = 4 << 30
  /// A source may hold this many times of what is free. So the largest is refused first, one alone never fills the
  /// store, and nobody is ever put out for another (dynamic thresholds: Choudhury and Hahne, 1998).
  public var clientShare = 1.0
  public var peerShare = 8.0
  /// Bytes that one source may store for one recipient; a peer eight times that.
  public var sourceRecipientBytes = 64 << 20

  /// What a packet costs beside its bytes: its place in memory and in the store.
  static let overhead = 1024

  public init() {}

  func share(of source: PacketSource) -> Double { source.isPeer ? peerShare : clientShare }

  func recipientBytes(of source: PacketSource) -> Int {
    source.isPeer ? 8 * sourceRecipientBytes : sourceRecipientBytes
  }
}
