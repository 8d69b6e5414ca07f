/// No other packet has posted a message of this name.
public struct NotDuplicatePolicy: PacketPolicy {
  public let policy = Policy.notDuplicate
  public init() {}

  public func check(_ evidence: PacketEvidence) -> PolicyOutcome {
    let message = evidence.packet.unverifiedMessage
    guard message.type == .message else { return .met }
    let name = MessageName(author: evidence.author, channel: message.channel, id: message.id)
    guard let holder = evidence.history.holder(of: name), holder != evidence.packet.number else { return .met }
    return .failed("another message has the same author, channel and id")
  }
}
