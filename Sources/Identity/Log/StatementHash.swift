import GnuTLS

/// Names a statement of an account's log, its genesis for one: SHA-256 of its content without the signatures, 32 bytes.
public struct StatementHash: Identifier {
  public static let kindName = "statement hash"
  public static let byteCount = 32
  public let bytes: [UInt8]

  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  init(ofContent content: [UInt8]) { bytes = Digest.sha256.hash(content) }
}
