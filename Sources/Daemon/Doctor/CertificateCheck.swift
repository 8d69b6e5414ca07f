import AccountStore
import DaemonAPI
import Identity
import Platform

/// Certificates that are over or will soon be.
struct CertificateCheck {
  let folder: AccountFolder
  let accounts: AccountDirectory

  /// - Throws: `StoreError`.
  func examine(now: UnixTime) throws -> [DaemonAPI.Finding] {
    let next = try accounts.nextExpiry(folder)
    guard let days = next.warning(now: now) else { return [] }
    let device = try accounts.summary(folder).deviceId
    let what =
      switch next.subject {
      case .authorityCertificate: "the account's own authority"
      case .accountCertificate: "the account"
      case .deviceCertificate: "this device"
      case .signingCertificate: "this device's signing key"
      }
    return [
      DaemonAPI.Finding(
        id: days == 0 ? "certificateExpired" : "certificateNearEnd", severity: days == 0 ? .problem : .warning,
        account: folder.id.text,
        cause: "the certificate of \(what) \(days == 0 ? "ended" : "ends") on \(next.expiresAt.text)",
        cure: next.subject == .signingCertificate
          ? "signet key make --account \(folder.id.text)"
          : "signet device renew --account \(folder.id.text) \(device)")
    ]
  }
}
