import GnuTLS
import Identity
import JOSE
import Platform

/// What the old device writes for a new one without network: an answer, sealed to its wrap key and under its digits.
/// Format: `signet-request(5)`.
struct ApprovalFile: Sendable {
  /// Names the request that it answers, 32 bytes.
  let request: [UInt8]
  private let wrapped: String
  private let iv: [UInt8]
  private let sealed: [UInt8]

  static let magic = Array("SIGNETAPPROVAL1\n".utf8)
  private static let type = "signet-approval+jwe"
  private static let digestSize = 32
  private static let mostWrapped = 4 << 10

  /// - Parameter key: what the request's digits are stretched to.
  /// - Throws: `LinkingError.libraryFailed`.
  init(
    _ content: Secret, for request: RequestFile, key: Secret, random: RandomFill = Random.fill
  ) throws(LinkingError) {
    self.request = request.digest
    do {
      let own = try Secret(count: AES256GCM.keySize) { try random($0) }
      wrapped = try CompactJWE.seal(
        own, to: OAEPPublicKey(request.requests.wrap.publicKey), header: [.init("typ", .string(Self.type))])
      iv = try [UInt8](random: AES256GCM.ivSize, random)
      let (iv, aad) = (iv, Self.head(self.request, wrapped))
      let both = try Self.key(own, key, request: self.request)
      sealed = try content.withBytes { try AES256GCM.seal($0, key: both, iv: iv, aad: aad) }
    } catch {
      throw .failed(error)
    }
  }

  var bytes: [UInt8] { Self.head(request, wrapped) + iv + sealed }

  /// - Throws: `LinkingError.approvalMalformed`.
  init(_ bytes: [UInt8]) throws(LinkingError) {
    let start = Self.magic.count + Self.digestSize + 2
    guard bytes.starts(with: Self.magic) else {
      throw LinkingError(
        .approvalMalformed, "this is no approval of a request",
        hint: "`signet device link --request FILE --approval FILE` writes one on a device of the account")
    }
    guard bytes.count > start else { throw Self.truncated }
    request = Array(bytes[Self.magic.count..<start - 2])
    let length = Int(bytes[start - 2]) << 8 | Int(bytes[start - 1])
    guard length <= Self.mostWrapped, bytes.count > start + length + AES256GCM.ivSize + AES256GCM.tagSize else {
      throw Self.truncated
    }
    wrapped = String(decoding: bytes[start..<start + length], as: UTF8.self)
    iv = Array(bytes[start + length..<start + length + AES256GCM.ivSize])
    sealed = Array(bytes[(start + length + AES256GCM.ivSize)...])
    guard Self.head(request, wrapped).elementsEqual(bytes[..<(start + length)]) else { throw Self.truncated }
  }

  /// - Parameter key: what the request's digits are stretched to.
  /// - Throws: `LinkingError.approvalUnreadable` for whatever does not fit, `libraryFailed`.
  func open(wrap: OAEPPrivateKey, key: Secret) throws(LinkingError) -> Secret {
    do {
      guard let own = try? CompactJWE.open(wrapped, with: wrap, allowedNames: ["typ"]),  // why not is of no use
        let header = try? CompactJWE.header(of: wrapped, allowedNames: ["typ"]),  // as above
        header["typ"]?.stringValue == Self.type
      else { throw Self.unreadable }
      let (both, iv, aad) = (try Self.key(own, key, request: request), iv, Self.head(request, wrapped))
      var buffer = try SecretBuffer(limit: sealed.count)
      _ = sealed.withUnsafeBytes { buffer.append($0) }
      do {
        try buffer.withMutableBytes { raw in
          try aad.withUnsafeBytes { try AES256GCM.open(inPlace: raw, key: both, iv: iv, aad: $0) }
        }
      } catch is GnuTLSError {
        throw Self.unreadable
      }
      buffer.truncate(to: sealed.count - AES256GCM.tagSize)
      return buffer.finish()
    } catch {
      throw .failed(error)
    }
  }

  private static func head(_ request: [UInt8], _ wrapped: String) -> [UInt8] {
    let text = Array(wrapped.utf8)
    return magic + request + [UInt8(text.count >> 8 & 0xff), UInt8(text.count & 0xff)] + text
  }

  /// HKDF-SHA-512 of what is sealed to the wrap key ‖ what the digits are stretched to: who has one of the two has
  /// nothing.
  private static func key(_ own: Secret, _ digits: Secret, request: [UInt8]) throws -> Secret {
    let input = try Secret(count: own.count + digits.count) { buffer in
      own.withBytes { buffer.copyMemory(from: $0) }
      digits.withBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[own.count...]).copyMemory(from: $0) }
    }
    return try HKDF.sha512(input, salt: request, info: Array("signet approval 1".utf8), count: AES256GCM.keySize)
  }

  private static let truncated = LinkingError(
    .approvalMalformed, "the approval is cut off or damaged", hint: "copy the file again")

  private static let unreadable = LinkingError(
    .approvalUnreadable, "the approval does not open: it was changed, or is not by who typed this machine's digits",
    hint: "copy the file again, or have the request approved once more")
}
