import AccountArchive
import Ethereum
import GnuTLS
import Platform

/// Puts a new account together from its keys. It makes no key and asks no clock.
public enum AccountCreation {
  /// The keys of a new account, all of them fresh.
  public struct Keys: Sendable {
    public let authority: PrivateKey
    public let account: PrivateKey
    public let device: PrivateKey
    /// 32 bytes, see `EthereumKey.generate`.
    public let ethereum: Secret
    /// 32 random bytes.
    public let recoverySeed: Secret

    public init(
      authority: PrivateKey, account: PrivateKey, device: PrivateKey, ethereum: Secret, recoverySeed: Secret
    ) {
      self.authority = authority
      self.account = account
      self.device = device
      self.ethereum = ethereum
      self.recoverySeed = recoverySeed
    }
  }

  /// Issues the certificates, fills the archive and enrols the first device.
  /// - Parameters:
  ///   - displayName: the person's name.
  ///   - deviceName: what the person calls this device.
  ///   - scheme: how the archive will be protected; Jami keeps in the archive whether it has a password.
  /// - Throws: `IdentityError.nameRefused`; `EthereumError`, `GnuTLSError`, `SystemError`.
  public static func assemble(
    keys: Keys, displayName: String, deviceName: String, scheme: ArchiveScheme, now: UnixTime
  ) throws -> NewAccount {
    let displayName = try PersonalName.checked(displayName)
    let authority = try CertificateIssuer.authority(key: keys.authority, now: now)
    let certificate = try CertificateIssuer.account(
      key: keys.account.publicKey, authority: authority, authorityKey: keys.authority, now: now)
    var archive = try Archive.new(
      accountKey: keys.account, authorityKey: keys.authority, chain: [certificate, authority],
      ethereumKey: keys.ethereum)
    try AccountSettings.apply(
      to: &archive, id: JamiID(of: certificate.publicKey), displayName: displayName, hasPassword: scheme != .none)
    archive.signet = try SignetFields(recoverySeed: keys.recoverySeed).text()
    let account = try Account(archive: archive)
    let device = try Enrolment.enrol(
      archive: archive, deviceKey: keys.device, deviceName: deviceName, method: .created,
      revocations: RevocationSet(account: account.fingerprint), now: now)
    return NewAccount(account: account, archive: archive, device: device)
  }
}
