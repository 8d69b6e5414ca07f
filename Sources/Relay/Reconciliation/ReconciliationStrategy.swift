/// How a side cuts up ranges that differ, and what it takes. The protocol leaves this to each side.
public struct ReconciliationStrategy: Sendable, Equatable {
  /// Parts that a range is cut into.
  public var buckets: Int
  /// A range of at most so many items is answered with their IDs, a larger one with fingerprints of its parts.
  public var listLimit: Int
  /// The most bytes of a message that this side writes; never under 4,096.
  public var frameLimit: Int
  /// The most bytes of a message that this side reads.
  public var receiveLimit: Int
  /// The most messages that an initiator takes. A responder that makes up differences for ever ends here.
  public var roundLimit: Int
  /// An initiator asks no further once it has named so many IDs; the next sync goes on from there. It bounds memory.
  public var differenceLimit: Int

  /// Deliberate: 8 parts and lists of at most 8 IDs, where the protocol's authors use 16 and 32. A part costs about 20
  /// bytes and an ID 32, so a difference of one ID among 24 is found in half the bytes, for one message more.
  public init(
    buckets: Int = 8, listLimit: Int = 8, frameLimit: Int = 256 * 1_024, receiveLimit: Int = 512 * 1_024,
    roundLimit: Int = 1_024, differenceLimit: Int = 250_000
  ) {
    self.buckets = max(2, buckets)
    self.listLimit = max(1, listLimit)
    self.frameLimit = max(4_096, frameLimit)
    self.receiveLimit = max(4_096, receiveLimit)
    self.roundLimit = max(1, roundLimit)
    self.differenceLimit = max(1, differenceLimit)
  }
}
