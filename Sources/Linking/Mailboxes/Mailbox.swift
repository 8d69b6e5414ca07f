import JOSE

/// The two places on the relay, one each way.
///
/// HKDF-SHA-512 (RFC 5869) of the link's secret, no salt, info `signet link 1 mailbox to new` or `… to old`, 550 bytes:
/// as long as a key's SubjectPublicKeyInfo, so that it looks like one from afar.
public enum Mailbox: String, Sendable, CaseIterable {
  case toNew = "to new"
  case toOld = "to old"

  /// The packets' `recipient`: 736 characters of base64.
  public func recipient(of link: Link) -> String {
    let info = Array("signet link 1 mailbox \(rawValue)".utf8)
    return Base64.encode(HKDF.sha512(link.secret, info: info, count: LinkingLimits.mailbox))
  }
}
