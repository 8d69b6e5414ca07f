import Platform

/// Gets the DER out of a PEM private key (RFC 7468 §10) without letting it out of locked memory.
enum PrivateKeyPEM {
  private static let begin = Array("-----BEGIN PRIVATE KEY-----\n".utf8)
  private static let end = Array("-----END PRIVATE KEY-----".utf8)
  /// Bytes; 8192 bits take about 6500.
  private static let limit = 64 * 1024

  /// The DER in `file`, which is `file` itself when it is no PEM.
  /// - Throws: `JOSEError.keyRefused`, `libraryFailed`.
  static func der(of file: Secret) throws(JOSEError) -> Secret {
    guard file.count <= limit else { throw refused }
    let isPEM = file.withBytes { $0.starts(with: begin) }
    guard isPEM else { return file }
    let digits = try file.withBytes { bytes throws(JOSEError) in try Self.digits(in: bytes) }
    guard let count = Base64Alphabet.byteCount(of: digits.count) else { throw refused }
    var isSound = false
    let der: Secret
    do {
      der = try Secret(count: count) { room in
        isSound = digits.withBytes { Base64Alphabet.standard.decode($0, into: room) }
      }
    } catch {
      throw .noMemory
    }
    guard isSound else { throw refused }
    return der
  }

  /// The base64 digits of the block, without line ends and padding.
  private static func digits(in bytes: UnsafeRawBufferPointer) throws(JOSEError) -> Secret {
    var digits: SecretBuffer
    do { digits = try SecretBuffer(limit: bytes.count) } catch { throw .noMemory }
    var position = begin.count
    while position < bytes.count, bytes[position] != UInt8(ascii: "-") {
      let line = bytes[position...].prefix { $0 != UInt8(ascii: "\n") }
      let text = UnsafeRawBufferPointer(rebasing: line)
      let padding = text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
      guard digits.append(UnsafeRawBufferPointer(rebasing: text[..<(text.count - padding)])) else { throw refused }
      position = line.endIndex + 1
    }
    guard position < bytes.count, bytes[position...].starts(with: end) else { throw refused }
    return digits.finish()
  }

  private static var refused: JOSEError {
    JOSEError(.keyRefused, "a private key cannot be read: it is no PKCS#8 in DER or PEM")
  }
}
