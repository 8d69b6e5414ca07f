import GnuTLS
import Identity
import Platform

/// What came out about a packet. For the account's owner alone: a sender or a relay sees no difference.
public struct PacketVerdict: Sendable {
  public enum Disposition: Sendable, Hashable {
    /// Authentic and new: take it in.
    case accepted
    /// Authentic, and ahead of its time: look at it again then.
    case heldBack(until: UnixTime)
    /// Authentic, and another message has its name already. It is nothing new to show; the conversation takes it in, so
    /// that all devices agree on which of them stands.
    case duplicate
    /// Authentic, and here before: drop it.
    case replayed
    case refused
  }

  public let findings: PolicyFindings
  /// Seconds since another device than the packet's last vouched for the account's log; nil when none ever has.
  public let revocationAge: Int64?
  /// The message, whatever the findings say about it.
  public let message: MessageObject
  public let number: PacketNumber
  /// The account that it was held against.
  public let author: AccountFingerprint
  /// The signing key's certificate: to be kept when the packet was accepted, since later ones may only name it.
  public let certificate: Certificate?

  /// The rules that the packet does not meet; only where this is empty is it verified.
  public var failures: [PolicyFinding] { findings.failures }

  init(_ evidence: PacketEvidence, _ findings: PolicyFindings) {
    self.findings = findings
    message = evidence.packet.unverifiedMessage
    number = evidence.packet.number
    author = evidence.author
    certificate = evidence.signer.certificate
    revocationAge = evidence.signer.context.revocationAge(
      besides: evidence.signer.certificate.map { DeviceID(of: $0.publicKey) })
  }

  public var disposition: Disposition {
    let failed = Set(findings.failedPolicies)
    guard failed.isSubset(of: [.notReplayed, .notDuplicate, .notAheadOfTime]) else { return .refused }
    if failed.contains(.notReplayed) { return .replayed }
    if failed.contains(.notAheadOfTime) {
      return .heldBack(until: message.timestamp.seconds.adding(seconds: 1 - NotAheadOfTimePolicy.tolerance))
    }
    return failed.isEmpty ? .accepted : .duplicate
  }

  /// What a conversation takes in; nil where there is nothing for one, or not yet.
  public var event: ConversationEvent? {
    switch disposition {
    case .accepted, .duplicate: ConversationEvent(message, number: number, author: author)
    case .heldBack, .replayed, .refused: nil
    }
  }
}
