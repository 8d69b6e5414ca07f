import GnuTLS
import Identity
import Jasper
import Platform

/// The old device, last: the digits were right, so it is the new device that the person has before them that asks. Only
/// from here an answer can be sealed.
public struct ConfirmedLink: ~Copyable {
  public let requests: LinkRequests
  private let link: Link
  private let keys: SessionKeys

  init(link: Link, requests: LinkRequests, keys: SessionKeys) {
    self.link = link
    self.requests = requests
    self.keys = keys
  }

  /// Where the new device's last word will be.
  public var mailbox: String { Mailbox.toOld.recipient(of: link) }

  /// What to send.
  /// - Throws: `LinkingError.linkAnswerRefused` when it is too long, `libraryFailed`.
  public func seal(_ answer: LinkAnswer, random: RandomFill = Random.fill) throws(LinkingError) -> [Packet] {
    try MessageKey(.answer, link: link, key: keys.answer).seal(answer.content(), random)
  }

  /// Tells the new device that nothing will come of it after all.
  /// - Throws: `LinkingError.libraryFailed`.
  public func refusal(random: RandomFill = Random.fill) throws(LinkingError) -> [Packet] {
    try MessageKey(.answer, link: link, key: keys.answer).seal(LinkAnswer.refusal(), random)
  }

  /// Whether a packet says that the new device has put everything away.
  public func isDone(_ packet: Packet) -> Bool { MessageKey(.done, link: link, key: keys.done).open(packet) != nil }
}
