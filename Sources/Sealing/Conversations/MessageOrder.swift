/// The order in which the messages of a conversation apply: by timestamp, then by the packet's number.
public struct MessageOrder: Sendable, Hashable, Comparable {
  public let timestamp: MessageTimestamp
  public let number: PacketNumber

  public init(timestamp: MessageTimestamp, number: PacketNumber) {
    self.timestamp = timestamp
    self.number = number
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.timestamp == right.timestamp ? left.number < right.number : left.timestamp < right.timestamp
  }
}
