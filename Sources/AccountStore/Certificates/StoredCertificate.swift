import GRDB
import GnuTLS
import Identity
import Platform

/// A certificate of a device of the account, of its own key or of one that it signs with, beside the newest one that the
/// device's record has. It was verified when it came.
struct StoredCertificate: Hashable {
  let device: DeviceID
  let certificate: Certificate
}

extension StoredCertificate: KeyedRecord {
  static let table = "deviceCertificate"
  static let key = "deviceId, digest"
  static let columns: [(name: String, isText: Bool)] = [
    ("deviceId", true), ("digest", true), ("certificate", false),
  ]
  static let limits = ["deviceId": 64, "digest": 64]

  /// digest: SHA-256 of the certificate's DER. Rows are only ever added: a revocation list should name them all.
  /// platform: for instance `Linux x86_64`; NULL where nobody told.
  static let schema = """
    CREATE TABLE deviceCertificate (
      deviceId TEXT NOT NULL,
      digest TEXT NOT NULL,
      certificate BLOB NOT NULL,
      UNIQUE (deviceId, digest)
    );
    CREATE TRIGGER deviceCertificate_is_never_deleted BEFORE DELETE ON deviceCertificate
    BEGIN SELECT RAISE(ABORT, 'deviceCertificate entries are never deleted'); END;
    CREATE TRIGGER deviceCertificate_is_never_changed BEFORE UPDATE ON deviceCertificate
    BEGIN SELECT RAISE(ABORT, 'deviceCertificate entries are never changed'); END;
    ALTER TABLE device ADD COLUMN platform TEXT;
    """

  static func decode(_ fields: RowFields) throws -> StoredCertificate {
    let stored = StoredCertificate(
      device: try fields.identifier("deviceId", DeviceID.self),
      certificate: try Certificate(der: try fields.blob("certificate")))
    guard try fields.text("digest") == stored.digest else {
      throw fields.unreadable("digest", "is not that of the certificate")
    }
    return stored
  }

  var values: [DatabaseValue] { [.identifier(device), .text(digest), .bytes(certificate.der)] }

  private var digest: String { Hex.text(of: Digest.sha256.hash(certificate.der)) }
}
