/// A signature under a statement.
public struct StatementSignature: Sendable, Hashable {
  /// What the key is to the statement. It is signed too: a signature made in one role is none in another.
  public enum Role: UInt8, Sendable, CaseIterable, Comparable {
    /// The account key that the statement is made under.
    case account = 1
    /// The author's signing key.
    case device = 2
    case recovery = 3
    /// The account key that a succession names as the new one.
    case successor = 4

    public static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
  }

  public enum Algorithm: UInt8, Sendable, CaseIterable {
    /// RSASSA-PSS with SHA-256 and a salt of 32 bytes (RFC 8017 §8.1).
    case pss = 1
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2).
    case pkcs1 = 2
    /// Ed25519 (RFC 8032 §5.1).
    case ed25519 = 3
  }

  public let role: Role
  public let algorithm: Algorithm
  public let key: KeyID
  public let bytes: [UInt8]

  public init(role: Role, algorithm: Algorithm, key: KeyID, bytes: [UInt8]) {
    self.role = role
    self.algorithm = algorithm
    self.key = key
    self.bytes = bytes
  }

  /// The bytes that are signed.
  public static func message(_ statement: Statement, role: Role, algorithm: Algorithm) -> [UInt8] {
    head + [role.rawValue, algorithm.rawValue] + statement.bytes
  }

  /// Ends with a zero, so that no longer head begins with it.
  private static let head = Array("signet log signature 1".utf8) + [0]

  /// What it is a signature of: there is one of each under a statement.
  struct Place: Hashable, Comparable {
    let role: Role
    let key: KeyID

    static func < (left: Place, right: Place) -> Bool { (left.role, left.key) < (right.role, right.key) }
  }

  var place: Place { Place(role: role, key: key) }
}
