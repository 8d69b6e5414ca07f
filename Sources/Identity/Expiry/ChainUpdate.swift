import GnuTLS
import Platform

/// The account's own certificates as a device without its archive gets them: told by another device, and by nothing but
/// their signatures to be believed.
public enum ChainUpdate {
  /// Account and authority, where those told are of the same keys and last longer; else nil.
  /// - Parameters:
  ///   - told: account and authority.
  ///   - present: the same, as they are here.
  public static func newer(_ told: [Certificate], than present: [Certificate]) -> [Certificate]? {
    guard told.count == 2, present.count == 2, told != present,
      zip(told, present).allSatisfy({ $0.publicKey == $1.publicKey && $0.notAfter >= $1.notAfter && $0.isAuthority }),
      told.allSatisfy({ $0.isSigned(by: told[1].publicKey) }), told[0].issuer == told[1].subject,
      told[0].notAfter > present[0].notAfter || told[1].notAfter > present[1].notAfter
    else { return nil }
    return told
  }
}
