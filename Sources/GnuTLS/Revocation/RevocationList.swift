import Platform

/// A certificate revocation list (RFC 5280 §5), read and never changed. Two are the same when their DER is.
///
/// It is only what it says: whether it counts, and for how long, `Identity` decides.
public struct RevocationList: Sendable, Hashable {
  /// One revoked certificate.
  public struct Entry: Sendable, Hashable {
    /// Content octets of the certificate's serial as they stand, negative or padded if they are.
    public let serial: [UInt8]
    public let revokedAt: UnixTime

    public init(serial: [UInt8], revokedAt: UnixTime) {
      self.serial = serial
      self.revokedAt = revokedAt
    }
  }

  public let der: [UInt8]
  public let issuer: DistinguishedName
  /// Content octets of the CRLNumber as they stand (Jami's may be negative); nil without one.
  public let number: [UInt8]?
  public let thisUpdate: UnixTime
  public let nextUpdate: UnixTime?
  public let entries: [Entry]
  /// Its CRLNumber is marked critical, against RFC 5280 §5.2.3.
  public let isNumberCritical: Bool
  /// It, or an entry, has a critical extension that Signet does not understand: its entries may then mean something
  /// else than they say (RFC 5280 §5.2, §5.3).
  public let hasUnknownCriticalExtension: Bool
  /// It is not the whole list of its issuer's own certificates, but a delta list, one with a scope, or an indirect one
  /// (RFC 5280 §5.2.4, §5.2.5, §5.3.3).
  public let isPartial: Bool

  /// Bytes of the longest list that is read; with serials of 8 bytes that is about 30,000 entries.
  public static let sizeLimit = 1 << 20

  /// - Throws: `GnuTLSError.revocationListDamaged`, also for one of more than 1 MiB.
  public init(der: [UInt8]) throws(GnuTLSError) {
    let call = Call("read", "a revocation list", failure: .revocationListDamaged)
    guard der.count <= Self.sizeLimit else { throw call.error(because: "it has more than \(Self.sizeLimit) bytes") }
    // The shape first: the library overlooks bytes that lie behind the list.
    guard let outline = der.withUnsafeBytes({ RevocationListOutline($0) }) else {
      throw call.error(because: "it does not have the shape of one")
    }
    guard !outline.hasTwins else { throw call.error(because: "it has an extension twice") }
    let handle = try RevocationListHandle.decode(der, call)
    self.der = der
    issuer = try DistinguishedName(der: handle.issuer(), call)
    number = try handle.number()
    thisUpdate = try handle.thisUpdate()
    nextUpdate = handle.nextUpdate()
    entries = try handle.entries()
    isNumberCritical = outline.isNumberCritical
    hasUnknownCriticalExtension = outline.hasUnknownCritical
    isPartial = outline.isPartial
  }

  /// Whether `key` made its signature. SHA-1 and anything else outside `SignatureAlgorithm` is no.
  public func isSigned(by key: PublicKey) -> Bool { SignedObject.isSigned(der, by: key) }

  public static func == (left: RevocationList, right: RevocationList) -> Bool { left.der == right.der }
  public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
