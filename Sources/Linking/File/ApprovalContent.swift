import GnuTLS
import Identity
import Platform

/// What is inside an approval: the length of the account key (4 bytes, big-endian) and its DER SPKI, the ID of the
/// approving device (32 bytes), and an answer as over a relay.
struct ApprovalContent: Sendable {
  let account: PublicKey
  let approver: DeviceID
  let answer: Secret

  private static let mostKey = 2 << 10
  private static let idSize = 32

  init(_ content: Secret) throws(LinkingError) {
    do {
      (account, approver, answer) = try content.withBytes { bytes in
        let length = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let end = 4 + length + Self.idSize
        guard length <= Self.mostKey, bytes.count > end else { throw Self.refused }
        let id = DeviceID(bytes: Array(bytes[4 + length..<end]))
        guard let id else { throw Self.refused }
        return (
          try PublicKey(spki: Array(bytes[4..<4 + length])), id,
          try Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[end...]))
        )
      }
    } catch is GnuTLSError {
      throw Self.refused
    } catch {
      throw .failed(error)
    }
  }

  static func write(account: PublicKey, approver: DeviceID, answer: Secret) throws(LinkingError) -> Secret {
    let head = withUnsafeBytes(of: UInt32(account.spki.count).bigEndian, Array.init) + account.spki + approver.bytes
    do {
      return try Secret(count: head.count + answer.count) { buffer in
        buffer.copyBytes(from: head)
        answer.withBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[head.count...]).copyMemory(from: $0) }
      }
    } catch {
      throw .failed(error)
    }
  }

  private static let refused = LinkAnswer.refused("a part of it cannot be read")
}
