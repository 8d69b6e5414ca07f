import AccountArchive
import GnuTLS
import Platform

/// Renews what is due of an account's certificates and of one device's, in one go: whoever has the archive open does it,
/// whatever it was opened for. So a device that is used once a year is renewed years before anything ends.
///
/// Deliberate: by date alone. A certificate that is not as Signet would make it is left as it is until it is due.
public struct CertificateUpkeep: Sendable {
  /// Device, account, and where there is one the authority.
  public let chain: [Certificate]
  /// Empty when only the chain was brought up to date.
  public let renewed: [ExpiryForecast.Subject]

  /// Nil where there is nothing to do, and where what is due cannot be done: without the authority's key the account
  /// stays as it is, and a revoked device is never renewed.
  /// - Parameters:
  ///   - archive: gets the account's new certificates.
  ///   - device: its chain as it is presented.
  /// - Throws: `GnuTLSError`.
  public init?(
    _ archive: inout Archive, device: [Certificate], revocations: RevocationSet, now: UnixTime
  ) throws {
    guard let certificate = device.first, certificate.isSigned(by: archive.account.publicKey) else { return nil }
    var renewed: [ExpiryForecast.Subject] = []
    if archive.authorityKey != nil, archive.chain.prefix(2).contains(where: { Self.isDue($0, now) }) {
      renewed = try ChainRenewal.renewAccount(in: &archive, now: now)
    }
    var chain = [certificate] + archive.chain.prefix(2)
    switch RenewalPolicy.decide(device: certificate, revocations: revocations, now: now) {
    case .due, .overdue:
      chain = try ChainRenewal.renewDevice(certificate, archive: archive, revocations: revocations, now: now)
      renewed.append(.deviceCertificate)
    case .waitUntil, .refused: break
    }
    // Another device may have renewed the account: then the chain here still ends in the old certificates.
    guard chain != device else { return nil }
    self.chain = chain
    self.renewed = renewed
  }

  private static func isDue(_ certificate: Certificate, _ now: UnixTime) -> Bool {
    switch RenewalPolicy.decide(certificate, isRevoked: false, now: now) {
    case .due, .overdue: true
    case .waitUntil, .refused: false
    }
  }
}
