/// What a worker is to make of a backup: proof that a device is thrown out.
public struct RevocationOrder: Codable, Sendable {
  /// A device ID or the beginning of one.
  public let device: String
  /// As in `RevocationRequest`.
  public let reason: String
  /// The device's certificate, PEM or DER, where somebody has it: Jami's list names certificates and not keys.
  public let certificate: [UInt8]?

  public init(device: String, reason: String, certificate: [UInt8]?) {
    self.device = device
    self.reason = reason
    self.certificate = certificate
  }
}

/// What came of it. All of it is public.
public struct MadeRevocation: Codable, Sendable {
  public let deviceId: String
  /// Text of the whole bundle.
  public let bundle: String
  /// The same without what a device of the account has anyway; for a QR code.
  public let short: String
  /// Serial numbers in the list, hex.
  public let serials: [String]
  /// Whether the list names the device: a certificate of it is known.
  public let isNamed: Bool

  public init(deviceId: String, bundle: String, short: String, serials: [String], isNamed: Bool) {
    self.deviceId = deviceId
    self.bundle = bundle
    self.short = short
    self.serials = serials
    self.isNamed = isNamed
  }
}

/// Body of `POST /v1/accounts/{id}/revocations`.
public struct BundleRequest: Codable, Sendable {
  /// The bundle's text.
  public var bundle: String

  public init(bundle: String) { self.bundle = bundle }
}

/// What taking in a bundle came to.
public struct BundleAnswer: Codable, Sendable {
  /// The account here that has learned it.
  public let id: String
  /// Jami ID of the contact whose devices it is about; nil where they are this account's own.
  public let contact: String?
  /// The devices that are out because of it, 64 hex; empty where that was known before.
  public let revoked: [String]
  /// Entries of the log that are new here.
  public let entries: Int

  public init(id: String, contact: String?, revoked: [String], entries: Int) {
    self.id = id
    self.contact = contact
    self.revoked = revoked
    self.entries = entries
  }
}
