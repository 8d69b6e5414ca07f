import GnuTLS
import Identity
import Jasper
import Platform

/// The new device, last: it has its answer, and says so when it has put it away.
public struct JoinedLink: ~Copyable {
  public let answer: LinkAnswer
  /// The old device.
  public let approver: DeviceID
  private let done: MessageKey

  init(answer: LinkAnswer, approver: DeviceID, done: MessageKey) {
    self.answer = answer
    self.approver = approver
    self.done = done
  }

  /// What to send once the account is durable here.
  /// - Throws: `LinkingError.libraryFailed`.
  public consuming func finish(random: RandomFill = Random.fill) throws(LinkingError) -> [Packet] {
    do {
      return try done.seal(try Secret(copying: Array("done".utf8)), random)
    } catch {
      throw .failed(error)
    }
  }
}
