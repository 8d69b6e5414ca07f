import GnuTLS
import Platform

/// What tells a share of a kit from anything else, and is no share: PBKDF2-HMAC-SHA-256 over its value.
///
/// Whoever steals an account finds a verifier of each share in it. A share has 256 random bits, and with all others but
/// one that is needed in hand still 224, so there is nothing to guess and any one-way function would do. Deliberate: a
/// slow one all the same. Who has seen *some words* of a share can try the missing ones, and SLIP-0039 makes each try
/// cost the iterations of its encryption; a fast verifier would let the thief try them faster than the kit itself does.
/// The salt is the share's header, which differs between kits and between shares: one try is for one share.
enum ShareVerifier {
  static let size = 32
  /// Five times what the kit's own encryption takes.
  static let iterations = 100_000

  private static let domain = Array("signet recovery share 1".utf8)

  /// The verifier of `share`, 32 bytes.
  static func make(for share: Share) throws(RecoveryError) -> [UInt8] {
    let salt = domain + (0..<5).map { UInt8(truncatingIfNeeded: share.header >> UInt64(32 - 8 * $0)) }
    var verifier = [UInt8](repeating: 0, count: size)
    try Failures.wrap {
      try verifier.withUnsafeMutableBytes { verifier in
        try share.value.withBytes { value in
          try salt.withUnsafeBytes {
            try PBKDF2.derive(password: value, salt: $0, iterations: iterations, into: verifier)
          }
        }
      }
    }
    return verifier
  }
}
