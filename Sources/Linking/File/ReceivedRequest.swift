import GnuTLS
import Identity
import Platform

/// The old device, first: it was given a request in a file, and waits for the digits that the new device has shown. It
/// does not know them: they are not in the file.
public struct ReceivedRequest: ~Copyable {
  public private(set) var triesLeft = LinkingLimits.tries
  private let file: RequestFile

  public var requests: LinkRequests { file.requests }

  /// - Throws: `LinkingError.requestMalformed`, `requestRefused`, `requestExpired`.
  public init(_ bytes: [UInt8], now: UnixTime) throws(LinkingError) {
    let file = try RequestFile(bytes)
    try file.requireFresh(now: now)
    self.file = file
  }

  /// One try. Takes half a second or more and 64 MiB; so not in a task.
  public consuming func enter(_ digits: RequestDigits) -> RequestEntry {
    do throws(LinkingError) {
      let key = try digits.key(salt: file.salt)
      if try file.isAuthentic(key) { return .right(ConfirmedRequest(file: file, key: key)) }
    } catch {
      return .over(error)
    }
    triesLeft -= 1
    guard triesLeft > 0 else {
      return .over(
        LinkingError(
          .digitsWrong, "the digits were wrong \(LinkingLimits.tries) times, or the request was changed on its way",
          hint: "type what the new device has shown, or write a new request there"))
    }
    return .wrong(self)
  }
}

/// What an entry of a request's digits came to.
public enum RequestEntry: ~Copyable {
  /// They are those that the new device has shown, and the request is as that one wrote it.
  case right(ConfirmedRequest)
  /// They are not; there are tries left.
  case wrong(ReceivedRequest)
  /// No more tries.
  case over(LinkingError)
}

/// The old device, last: the digits were right, so it is the new device that the person was at that asks. Only from
/// here an approval can be sealed.
public struct ConfirmedRequest: ~Copyable {
  public var requests: LinkRequests { file.requests }
  private let file: RequestFile
  private let key: Secret

  init(file: RequestFile, key: Secret) {
    self.file = file
    self.key = key
  }

  /// What goes into the approval's file.
  /// - Parameters:
  ///   - account: this account's key.
  ///   - approver: this device.
  /// - Throws: `LinkingError.linkAnswerRefused` when it is too long, `libraryFailed`.
  public func seal(
    _ answer: LinkAnswer, account: PublicKey, approver: DeviceID, random: RandomFill = Random.fill
  ) throws(LinkingError) -> [UInt8] {
    let content = try ApprovalContent.write(account: account, approver: approver, answer: answer.content())
    return try ApprovalFile(content, for: file, key: key, random: random).bytes
  }
}
