import AccountArchive
import Ethereum
import GnuTLS
import Platform

/// One identity, as everyone who deals with it needs to know it. No private key is in here.
public struct Account: Sendable, Hashable {
  public let id: JamiID
  /// What pins the account; SHA-1 does not.
  public let fingerprint: AccountFingerprint
  public var displayName: String
  /// The newest account certificate known.
  public var certificate: Certificate
  /// The authority above it; nil where the archive has none.
  public var authority: Certificate?
  /// 40 hex digits; nil where the archive has no Ethereum key.
  public var ethereumAddress: String?
  /// When the account key was first certified, as far as the certificate tells.
  public var createdAt: UnixTime

  public init(
    displayName: String, certificate: Certificate, authority: Certificate?, ethereumAddress: String?,
    createdAt: UnixTime
  ) {
    id = JamiID(of: certificate.publicKey)
    fingerprint = AccountFingerprint(of: certificate.publicKey)
    self.displayName = displayName
    self.certificate = certificate
    self.authority = authority
    self.ethereumAddress = ethereumAddress
    self.createdAt = createdAt
  }

  /// The chain that stands above a device certificate: account, then authority.
  public var chain: [Certificate] { [certificate] + (authority.map { [$0] } ?? []) }
}

extension Account {
  /// The account of an archive.
  /// - Throws: `EthereumError` when the archive's Ethereum key is none.
  public init(archive: Archive) throws {
    self.init(
      displayName: archive.displayName, certificate: archive.account, authority: archive.authority,
      ethereumAddress: try archive.ethereumKey.map { try EthereumKey.address(of: $0) },
      createdAt: archive.account.notBefore)
  }
}
