import GnuTLS
import JOSE
import Platform

/// What both devices have once each knows the other's key: HKDF-SHA-512 of what the keys share ‖ the link's secret, salted
/// with the transcript's digest.
struct SessionKeys: Sendable {
  /// Seals what the old device answers.
  let answer: Secret
  /// Seals what the new device says last.
  let done: Secret
  let digits: LinkDigits

  /// - Parameter shared: of X25519; never zero (`X25519PrivateKey.sharedSecret`).
  init(shared: Secret, link: Link, transcript: Transcript) throws(LinkingError) {
    let input: Secret
    do {
      input = try Secret(count: shared.count + link.secret.count) { buffer in
        shared.withBytes { buffer.copyMemory(from: $0) }
        UnsafeMutableRawBufferPointer(rebasing: buffer[shared.count...]).copyBytes(from: link.secret)
      }
      answer = try Self.derive(input, transcript, MessageKey.name(of: .answer), AES256GCM.keySize)
      done = try Self.derive(input, transcript, MessageKey.name(of: .done), AES256GCM.keySize)
      digits = try Self.digits(input, salt: transcript.digest)
    } catch {
      throw .failed(error)
    }
  }

  /// The digits alone.
  static func digits(_ input: Secret, salt: [UInt8]) throws(JOSEError) -> LinkDigits {
    let info = Array("signet link 1 digits".utf8)
    return try HKDF.sha512(input, salt: salt, info: info, count: LinkDigits.byteCount).withBytes {
      LinkDigits(bytes: $0)
    }
  }

  private static func derive(
    _ input: Secret, _ transcript: Transcript, _ info: [UInt8], _ count: Int
  ) throws(JOSEError) -> Secret {
    try HKDF.sha512(input, salt: transcript.digest, info: info, count: count)
  }
}
