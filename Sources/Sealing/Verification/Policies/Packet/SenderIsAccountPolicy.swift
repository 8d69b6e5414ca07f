import GnuTLS

/// `sender` is the account whose device signed, so that nobody signs in somebody else's name.
public struct SenderIsAccountPolicy: PacketPolicy {
  public let policy = Policy.senderIsAccount
  public init() {}

  public func check(_ evidence: PacketEvidence) -> PolicyOutcome {
    evidence.packet.unverifiedMessage.sender == evidence.signer.account
      ? .met : .failed("the message names another sender than the account that signed it")
  }
}
