import Platform

/// What is in an archive, without its secrets: the answer of `backup inspect`, and a part of `backup verify`.
///
/// Settings are told by name alone: a value may be a password (TURN, proxy).
public struct ArchiveReport: Codable, Sendable {
  public struct Contact: Codable, Sendable {
    public var id: String
    /// `active`, `blocked` or `removed`.
    public var state: String
    public var confirmed: Bool
    /// Unix seconds; 0 for never.
    public var added: Int64
    public var removed: Int64
    public var conversationId: String

    public init(
      id: String, state: String, confirmed: Bool, added: Int64, removed: Int64, conversationId: String
    ) {
      self.id = id
      self.state = state
      self.confirmed = confirmed
      self.added = added
      self.removed = removed
      self.conversationId = conversationId
    }
  }

  public struct Warning: Codable, Sendable {
    public var code: String
    public var text: String

    public init(code: String, text: String) {
      self.code = code
      self.text = text
    }
  }

  public var file: String
  public var bytes: Int
  /// Jami ID, 40 hex.
  public var id: String
  /// SHA-256 of the account key's SPKI, 64 hex.
  public var spkiSha256: String
  public var displayName = ""
  public var hasPassword = false
  /// `none` or `encrypted`: the file itself does not tell a password from a raw key. What opened it is `openedWith`.
  public var protection = "none"
  public var openedWith = "none"
  public var gzipLayers = 0
  public var innerCompression = ""
  public var legacyTag = false
  public var contacts: [Contact] = []
  public var conversations: [String] = []
  public var conversationRequests: [String] = []
  public var settings: [String] = []
  public var revokedCount = 0
  /// Serial numbers of revoked certificates, hex.
  public var revokedSerials: [String] = []
  public var hasAuthorityKey = false
  public var hasEthereumKey = false
  public var certificates: [CertificateReport] = []
  public var warnings: [Warning] = []

  public init(file: String, bytes: Int, id: String, spkiSha256: String) {
    self.file = file
    self.bytes = bytes
    self.id = id
    self.spkiSha256 = spkiSha256
  }
}

/// One certificate of an archive, in short.
public struct CertificateReport: Codable, Sendable {
  /// `account` or `authority`.
  public let role: String
  /// SHA-1 of its key's SPKI, 40 hex.
  public let keyId: String
  /// Content octets of the serial number, hex.
  public let serial: String
  public let bits: Int
  public let notBefore: UnixTime
  public let notAfter: UnixTime

  public init(role: String, keyId: String, serial: String, bits: Int, notBefore: UnixTime, notAfter: UnixTime) {
    self.role = role
    self.keyId = keyId
    self.serial = serial
    self.bits = bits
    self.notBefore = notBefore
    self.notAfter = notAfter
  }
}
