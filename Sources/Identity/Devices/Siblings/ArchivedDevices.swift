import GnuTLS
import Platform

/// What an archive carries of the account's devices beside its log: so a backup alone is enough to name a device, and to
/// put the serial numbers of its certificates on the account's revocation list.
public struct ArchivedDevices: Sendable, Hashable {
  /// Devices with a name.
  public static let notesLimit = 256
  /// Bytes of certificates: ninety or so.
  public static let certificatesLimit = 128 << 10
  /// Bytes of one certificate.
  static let certificateLimit = 8 << 10

  /// Ascending by ID.
  public let notes: [DeviceNote]
  /// DER, ascending.
  public let certificates: [[UInt8]]

  /// As much as there is room for: of each device the newest ones first.
  public init(notes: [DeviceNote], certificates: [DeviceID: [Certificate]]) {
    var ranked: [(rank: Int, der: [UInt8])] = []
    for all in certificates.values {
      let byKey = Dictionary(grouping: all) { $0.publicKey.spki }.values
      for same in byKey {
        let sorted = same.sorted { left, right in
          left.notAfter == right.notAfter
            ? left.der.lexicographicallyPrecedes(right.der) : left.notAfter > right.notAfter
        }
        for (rank, certificate) in sorted.enumerated() { ranked.append((rank, certificate.der)) }
      }
    }
    ranked.sort { $0.rank == $1.rank ? $0.der.lexicographicallyPrecedes($1.der) : $0.rank < $1.rank }
    var room = Self.certificatesLimit
    var kept: Set<[UInt8]> = []
    for (_, der) in ranked where der.count <= min(room, Self.certificateLimit) && kept.insert(der).inserted {
      room -= der.count
    }
    self.certificates = kept.sorted { $0.lexicographicallyPrecedes($1) }
    self.notes = Array(notes.sorted { $0.id < $1.id }.prefix(Self.notesLimit))
  }

  /// As they were read.
  /// - Throws: `IdentityError.statementMalformed` for more than the limits allow, or another order.
  init(notes: [DeviceNote], certificates: [[UInt8]]) throws(IdentityError) {
    guard notes.count <= Self.notesLimit, certificates.reduce(0, { $0 + $1.count }) <= Self.certificatesLimit,
      zip(notes, notes.dropFirst()).allSatisfy({ $0.id < $1.id }),
      zip(certificates, certificates.dropFirst()).allSatisfy({ $0.lexicographicallyPrecedes($1) })
    else { throw .malformedStatement("an archive carries less of the devices") }
    self.notes = notes
    self.certificates = certificates
  }

  public var isEmpty: Bool { notes.isEmpty && certificates.isEmpty }

  /// The certificates that can be read. Nothing about them has been verified.
  public var readable: [Certificate] {
    certificates.compactMap { try? Certificate(der: $0) }  // one that is none is no certificate of a device
  }
}

extension ArchivedDevices {
  /// What either has; of two names the one here. Whatever is no certificate of the account is left out by the log later.
  func uniting(_ other: ArchivedDevices?) -> ArchivedDevices {
    guard let other, other != self else { return self }
    let ids = Set(notes.map(\.id))
    let certificates = Set(readable + other.readable)
    return ArchivedDevices(
      notes: notes + other.notes.filter { !ids.contains($0.id) },
      certificates: Dictionary(grouping: certificates) { DeviceID(of: $0.publicKey) })
  }
}
