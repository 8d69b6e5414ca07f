import Identity

/// The packets and message names seen so far, in memory. It has no end: a packet is a replay as long as the
/// conversation lasts.
public struct ReplayWindow: PacketHistory, Equatable {
  private var numbers: [AccountFingerprint: Set<PacketNumber>] = [:]
  private var names: [MessageName: PacketNumber] = [:]

  public init() {}

  public func hasSeen(_ number: PacketNumber, from author: AccountFingerprint) -> Bool {
    numbers[author]?.contains(number) ?? false
  }

  public func holder(of name: MessageName) -> PacketNumber? { names[name] }

  /// Remembers a message that was taken in. Only after it was verified: an unverified one would let a stranger use up
  /// names and numbers.
  public mutating func insert(_ event: ConversationEvent) {
    numbers[event.author, default: []].insert(event.order.number)
    // The first one stands.
    if event.action.claimsName, names[event.name] == nil { names[event.name] = event.order.number }
  }
}
