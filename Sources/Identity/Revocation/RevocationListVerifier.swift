import GnuTLS
import Platform

/// Decides what a revocation list is good for.
///
/// Deliberately two questions, where X.509 libraries ask one. *Does it revoke?* It does when it is the account's own
/// word about the account's own certificates, whatever its dates and its number. *Does it vouch* for those that it does
/// not name? Only when it is the newest, too, and in date. Asked as one, an expired or future-dated list lets in again
/// whom it revokes.
public enum RevocationListVerifier {
  /// Seconds that the clock of a list's signer may be ahead of ours.
  public static let clockSkew: Int64 = 600

  /// Why `list` is not believed, not even in what it revokes. Empty when it is.
  /// - Parameters:
  ///   - account: the certificate of the account (or of any other issuer) that it is held against.
  ///   - pinned: the key that this certificate must be about.
  public static func failures(
    of list: RevocationList, account: Certificate, pinned: AccountFingerprint
  ) -> [RevocationListFailure] {
    var failures: [RevocationListFailure] = []
    func require(_ holds: Bool, _ failure: RevocationListFailure) { if !holds { failures.append(failure) } }
    require(AccountFingerprint(of: account.publicKey) == pinned, .otherAccount)
    require(list.isSigned(by: account.publicKey), .notSignedByAccount)
    // Old accounts have no key usage at all, which allows everything (RFC 5280 §4.2.1.3, §6.3.3 (f)).
    require(account.keyUsage?.contains(.revocationListSigning) ?? true, .accountMayNotRevoke)
    require(list.issuer == account.subject, .otherIssuer)
    // Nobody can say what such a list revokes (RFC 5280 §5.2, §5.3).
    require(!list.hasUnknownCriticalExtension, .unknownCriticalExtension)
    require(!list.isPartial, .partialList)
    return failures
  }

  /// Why `list`, although believed, says nothing about those that it does not name. Empty when it vouches for them.
  /// - Parameter highest: the highest number of a list ever verified for this account.
  public static func reservations(
    about list: RevocationList, highest: RevocationNumber?, now: UnixTime
  ) -> [RevocationListReservation] {
    [numberReservation(list, highest), aheadReservation(list, now), staleReservation(list, now)].compactMap { $0 }
  }

  /// Seconds since `list` was made; 0 when it is dated in the future.
  public static func age(of list: RevocationList, now: UnixTime) -> Int64 {
    max(0, now.seconds - list.thisUpdate.seconds)
  }

  private static func numberReservation(
    _ list: RevocationList, _ highest: RevocationNumber?
  ) -> RevocationListReservation? {
    func reservation(_ reason: String) -> RevocationListReservation { RevocationListReservation(.number, reason) }
    guard list.number != nil else { return reservation("the revocation list has no number") }
    if list.isNumberCritical { return reservation("the number of the revocation list is marked critical") }
    guard let number = RevocationNumber(of: list) else {
      return reservation("the number of the revocation list has more than \(RevocationNumber.octetLimit) octets")
    }
    if let highest, number < highest { return reservation("a revocation list with a higher number was seen before") }
    return nil
  }

  private static func aheadReservation(_ list: RevocationList, _ now: UnixTime) -> RevocationListReservation? {
    guard list.thisUpdate > now.adding(seconds: clockSkew) else { return nil }
    return RevocationListReservation(.notAhead, "the revocation list is dated in the future, \(list.thisUpdate.text)")
  }

  private static func staleReservation(_ list: RevocationList, _ now: UnixTime) -> RevocationListReservation? {
    let days = age(of: list, now: now) / 86_400
    let age = days == 1 ? "1 day" : "\(days) days"
    guard let end = list.nextUpdate else {
      return RevocationListReservation(
        .inDate, "the revocation list does not say until when it counts; it is \(age) old")
    }
    guard end < now else { return nil }
    return RevocationListReservation(.inDate, "the revocation list ended at \(end.text); it is \(age) old")
  }
}
