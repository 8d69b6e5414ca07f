import GnuTLS
import Identity
import JOSE
import Platform

/// The new device without network, first: it has written a request, shows its digits, and waits for an approval, for
/// days perhaps; so what it has to keep meanwhile can be taken out and put back.
public struct WrittenRequest: Sendable {
  /// What goes into the file.
  public var bytes: [UInt8] { file.bytes }
  /// Names the request: SHA-256 of the file, 32 bytes.
  public var digest: [UInt8] { file.digest }
  public var requests: LinkRequests { file.requests }
  /// What the digits are stretched to: to be kept as a secret.
  public let key: Secret
  private let file: RequestFile

  /// Takes half a second or more and 64 MiB; so not in a task.
  /// - Throws: `LinkingError.libraryFailed`.
  public init(
    asking requests: LinkRequests, digits: RequestDigits, now: UnixTime, random: RandomFill = Random.fill
  ) throws(LinkingError) {
    let salt: [UInt8]
    do { salt = try [UInt8](random: RequestFile.saltSize, random) } catch { throw .failed(error) }
    key = try digits.key(salt: salt)
    file = try RequestFile(requests, salt: salt, madeAt: now, key: key)
  }

  /// One that was written before.
  /// - Throws: `LinkingError.requestMalformed`, `requestRefused`.
  public init(bytes: [UInt8], key: Secret) throws(LinkingError) {
    file = try RequestFile(bytes)
    self.key = key
  }

  /// Whether it is too old to be approved.
  public func isExpired(at now: UnixTime) -> Bool {
    do throws(LinkingError) {
      try file.requireFresh(now: now)
      return false
    } catch {
      return true
    }
  }

  /// The request that an approval answers: SHA-256 of its file, 32 bytes.
  /// - Throws: `LinkingError.approvalMalformed`.
  public static func digest(ofApproval bytes: [UInt8]) throws(LinkingError) -> [UInt8] {
    try ApprovalFile(bytes).request
  }

  /// Reads the approval. It is by who was told the digits, for the keys that were asked for, and of an account that has
  /// signed them.
  /// - Parameters:
  ///   - wrap: this device's wrap key.
  ///   - now: for the request's and the certificates' age.
  /// - Throws: `LinkingError.approvalMalformed`, `requestUnknown` for the approval of another request,
  ///   `approvalUnreadable`, `requestExpired`, `linkAnswerRefused`, `libraryFailed`.
  public func join(
    _ approval: [UInt8], wrap: OAEPPrivateKey, now: UnixTime
  ) throws(LinkingError) -> (answer: LinkAnswer, account: PublicKey, approver: DeviceID) {
    let approval = try ApprovalFile(approval)
    guard approval.request == digest else {
      throw LinkingError(.requestUnknown, "the approval is of another request than this machine's")
    }
    try file.requireFresh(now: now)
    let content = try ApprovalContent(try approval.open(wrap: wrap, key: key))
    let answer = try LinkAnswer(content.answer)
    try answer.check(account: content.account, requests: requests, now: now)
    return (answer, content.account, content.approver)
  }
}
