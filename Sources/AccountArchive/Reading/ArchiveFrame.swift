/// The bytes around an archive's text.
enum ArchiveFrame {
  static let gzipMagic: [UInt8] = [0x1F, 0x8B, 0x08]
  static let ivSize = 12
  static let tagSize = 16
  /// Salt and iv.
  static let headerSize = ArchiveKey.saltSize + ivSize
  /// The shortest thing that can be an encrypted archive: salt, iv and tag.
  static let smallestEncrypted = headerSize + tagSize

  static func isGzip(_ head: UnsafeRawBufferPointer) -> Bool { head.starts(with: gzipMagic) }

  /// Whether a gzip header is one that a compressor writes: no reserved flag, a known hint and a known system
  /// (RFC 1952 §2.3.1). Of salts that begin like gzip, one in ten thousand passes.
  static func isPlausibleGzip(_ head: UnsafeRawBufferPointer) -> Bool {
    guard isGzip(head), head.count >= 10 else { return false }
    return head[3] & 0xE0 == 0 && [0, 2, 4].contains(head[8]) && (head[9] <= 13 || head[9] == 255)
  }
}
