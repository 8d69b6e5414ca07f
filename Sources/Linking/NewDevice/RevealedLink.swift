import Identity
import Jasper
import Platform

/// The new device, second: it has told its key, shows the digits, and waits for the answer.
public struct RevealedLink: ~Copyable {
  /// What to send.
  public let packets: [Packet]
  private let link: Link
  private let hello: Hello
  private let requests: LinkRequests
  let keys: SessionKeys
  private let answer: MessageKey
  private let deadline: ContinuousClock.Instant
  private var parts = PartCollection()

  init(
    link: Link, hello: Hello, requests: LinkRequests, keys: SessionKeys, packets: [Packet],
    deadline: ContinuousClock.Instant
  ) {
    self.link = link
    self.hello = hello
    self.requests = requests
    self.keys = keys
    self.packets = packets
    self.deadline = deadline
    answer = MessageKey(.answer, link: link, key: keys.answer)
  }

  /// What the person types on the old device.
  public var digits: LinkDigits { keys.digits }
  /// Where the answer will be.
  public var mailbox: String { Mailbox.toNew.recipient(of: link) }

  public func isExpired(at now: ContinuousClock.Instant) -> Bool { now >= deadline }

  /// Looks at a packet; what does not authenticate under the session's key is passed over.
  /// - Returns: whether the answer is there as a whole.
  /// - Throws: `LinkingError.libraryFailed`.
  public mutating func take(_ packet: Packet) throws(LinkingError) -> Bool {
    guard let part = answer.open(packet) else { return false }
    parts.take(part)
    return parts.isWhole
  }

  /// Reads the answer. The device joins the account of the hello, which the digits stand for, and no other.
  /// - Parameter now: for the certificates.
  /// - Throws: `LinkingError.linkRefused` when the old device said no; `linkAnswerRefused` for anything that this device did
  ///   not ask for, or that the account has not signed.
  public consuming func join(now: UnixTime) throws(LinkingError) -> JoinedLink {
    guard let content = try parts.whole() else {
      throw LinkingError(.linkAnswerRefused, "the old device's answer is not complete")
    }
    let answer = try LinkAnswer(content)
    try answer.check(account: hello.account, requests: requests, now: now)
    return JoinedLink(answer: answer, approver: hello.device, done: MessageKey(.done, link: link, key: keys.done))
  }
}
