/// How much an archive may cost its reader. Whatever exceeds one of these is refused as `tooLarge`.
///
/// They bound memory and time, whatever the file says: a few hundred bytes can inflate to gigabytes.
public struct ArchiveLimits: Sendable, Hashable {
  /// Most bytes of JSON text, and of what comes out of each gzip layer.
  public var inflatedBytes: Int
  /// Most gzip layers around an archive that is not encrypted.
  public var gzipLayers: Int
  /// Deepest nesting of arrays and objects; the outermost object is level 1.
  public var depth: Int
  /// Most JSON values of any kind, the containers among them.
  public var nodes: Int

  /// 64 MiB of text, 2 gzip layers, 100 levels, 200,000 values.
  public static let standard = ArchiveLimits(inflatedBytes: 64 << 20, gzipLayers: 2, depth: 100, nodes: 200_000)

  public init(inflatedBytes: Int, gzipLayers: Int, depth: Int, nodes: Int) {
    self.inflatedBytes = inflatedBytes
    self.gzipLayers = gzipLayers
    self.depth = depth
    self.nodes = nodes
  }
}

/// Limits that follow from the form of the thing and need no setting.
extension ArchiveLimits {
  /// Most bytes of one private key after base64: an RSA-8192 key in PKCS#8 PEM takes a tenth of it.
  static let keyBytes = 64 << 10
  /// Most bytes of the certificate chain after base64.
  static let chainBytes = 256 << 10
  /// Most bytes of the revocation list after base64: some 7,000 revoked devices.
  static let revocationListBytes = 256 << 10
  /// Most bytes of what Signet keeps for itself.
  static let signetBytes = 1 << 20
  /// Most bytes of the name of a setting; a longer one is kept, but is no setting.
  static let settingNameBytes = 256
  /// Most deflate blocks in one stream. A block costs microseconds to set up and may hold nothing, so a small file
  /// of many blocks burns minutes. Real compressors end a block after thousands of symbols.
  static let deflateBlocks = 250_000
  /// What the reader may hold at once: the text, its index, and the values made of it.
  static let heldBytes = 70 << 20
  /// What one contact, conversation, setting or unknown member costs beside its text.
  static let entryBytes = 400
  /// What one field of a contact costs beside its text: unknown ones are kept in a list.
  static let fieldBytes = 80
  /// Most bytes of an encrypted file on which the old form of the tag is tried; it needs a second copy.
  static let legacyBytes = 4 << 20
}
