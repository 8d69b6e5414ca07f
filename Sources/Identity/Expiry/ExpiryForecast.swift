import GnuTLS
import Platform

/// What stops working next, and when.
public struct ExpiryForecast: Sendable, Hashable {
  /// What ends.
  public enum Subject: String, Sendable, Codable, CaseIterable {
    case authorityCertificate
    case accountCertificate
    case deviceCertificate
    case signingCertificate
  }

  /// Under this many seconds (7 days) it is urgent: `signet status` then ends with status 4.
  public static let urgentSeconds: Int64 = 7 * 86_400
  /// Days before the end at which the person is told.
  public static let warningDays: [Int64] = [30, 7, 1]

  public let subject: Subject
  public let expiresAt: UnixTime
  /// When renewing it falls due.
  public let renewAt: UnixTime

  /// The one of these certificates that ends first; the account's own, where two end at the same time, since it takes
  /// the device's with it.
  /// - Parameters:
  ///   - device: nil where this installation is no device.
  ///   - signing: that of its signing key; nil as long as there is none.
  public static func next(account: Account, device: Certificate?, signing: Certificate? = nil) -> ExpiryForecast {
    let all = all(account: account, device: device, signing: signing)
    return all.dropFirst().reduce(all[0]) { $1.expiresAt < $0.expiresAt ? $1 : $0 }
  }

  /// The same for each of them, the account's own first.
  public static func all(account: Account, device: Certificate?, signing: Certificate? = nil) -> [ExpiryForecast] {
    var all = [forecast(.accountCertificate, account.certificate)]
    if let device { all.append(forecast(.deviceCertificate, device)) }
    if let signing { all.append(forecast(.signingCertificate, signing)) }
    if let authority = account.authority { all.append(forecast(.authorityCertificate, authority)) }
    return all
  }

  /// Whether it ends within 7 days, or has ended.
  public func isUrgent(now: UnixTime) -> Bool { expiresAt.seconds - now.seconds < Self.urgentSeconds }

  /// Which of `warningDays` has come: the smallest number of days that is still left or just over; nil before the
  /// first. Once it has ended: 0.
  public func warning(now: UnixTime) -> Int64? {
    let left = expiresAt.seconds - now.seconds
    if left < 0 { return 0 }
    return Self.warningDays.filter { left <= $0 * 86_400 }.min()
  }

  private static func forecast(_ subject: Subject, _ certificate: Certificate) -> ExpiryForecast {
    ExpiryForecast(
      subject: subject, expiresAt: certificate.notAfter, renewAt: RenewalPolicy.dueTime(of: certificate))
  }
}
