/// How a file is put together around its JSON text.
public struct ArchiveLayout: Sendable, Hashable {
  public enum Compression: String, Sendable, Codable, CaseIterable {
    case none
    /// RFC 1950, what Jami puts inside the encryption.
    case zlib
    /// RFC 1952.
    case gzip
  }

  /// What it was opened with; `none` means not encrypted.
  public var scheme: ArchiveScheme
  /// gzip layers around the whole: 0, 1 or 2; at most 1 around an encrypted archive.
  public var gzipLayers: Int
  /// The compression inside the encryption; `none` where there is no encryption.
  public var innerCompression: Compression
  /// Whether the tag was computed with the plaintext as associated data (OpenDHT before 2.0, 2019).
  public var legacyTag: Bool

  public init(
    scheme: ArchiveScheme, gzipLayers: Int, innerCompression: Compression = .none, legacyTag: Bool = false
  ) {
    self.scheme = scheme
    self.gzipLayers = gzipLayers
    self.innerCompression = innerCompression
    self.legacyTag = legacyTag
  }

  public var isEncrypted: Bool { scheme != .none }
}

/// An archive and the form it came in.
public struct OpenedArchive: Sendable {
  public let archive: Archive
  public let layout: ArchiveLayout
  /// The 16 bytes of salt; nil when it was not encrypted.
  public let salt: [UInt8]?
}
