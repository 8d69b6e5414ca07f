import GnuTLS
import Platform

/// What an account archive holds, as values: the account's keys, certificates, revocations, contacts and settings.
///
/// A value: changing it changes no file. Read by `ArchiveReader`, written by `ArchiveWriter`; the format is described
/// in `signet-archive(5)`. What Signet does not know is kept byte for byte and written back.
public struct Archive: Sendable {
  public var accountKey: PrivateKey
  /// The key of the account's own certificate authority. Without it certificates can never be renewed.
  public var authorityKey: PrivateKey?
  /// The account certificate first, then its authority (perhaps missing), as in the archive. Never empty.
  public var chain: [Certificate]
  /// The 32-byte secp256k1 scalar.
  public var ethereumKey: Secret?
  /// Signed by the account key; nil when nothing was ever revoked.
  public var revocationList: RevocationList?
  /// All entries, the blocked and the removed ones too, in the order of the archive.
  public var contacts: [ArchiveContact] = []
  public var conversations: [ArchiveConversation] = []
  public var conversationRequests: [ArchiveConversation] = []
  /// In the order of the archive. Names occur once.
  public var settings: [ArchiveSetting] = []
  /// What Signet keeps for itself under the one extra key `signet`: UTF-8 text. Jami drops it.
  public var signet: Secret?

  /// What was odd when it was read; empty for one that was made here. Not part of the content.
  public internal(set) var warnings: [ArchiveWarning] = []
  /// Members of the whole that are neither known nor settings, and known ones that could not be read.
  var unknown: [RawEntry] = []
  var unreadableContacts: [RawEntry] = []
  var unreadableConversations: [RawEntry] = []
  var unreadableRequests: [RawEntry] = []

  /// A new account's archive.
  /// - Parameters:
  ///   - chain: the account certificate, then its authority.
  ///   - ethereumKey: 32 bytes.
  ///   - displayName: the person's name; empty for none.
  /// - Throws: `ArchiveError.chain` for an empty chain or one that is not of `accountKey`; `ArchiveError.libraryFailed`.
  public static func new(
    accountKey: PrivateKey, authorityKey: PrivateKey?, chain: [Certificate], ethereumKey: Secret?,
    displayName: String = ""
  ) throws -> Archive {
    try Self.check(chain, of: accountKey)
    var archive = Archive(accountKey: accountKey, chain: chain)
    archive.authorityKey = authorityKey
    archive.ethereumKey = ethereumKey
    if !displayName.isEmpty { try archive.set(Setting.displayName, to: displayName) }
    return archive
  }

  init(accountKey: PrivateKey, chain: [Certificate]) {
    self.accountKey = accountKey
    self.chain = chain
  }

  /// The account certificate.
  public var account: Certificate { chain[0] }

  /// The certificate of the account's authority; nil when the archive has none.
  public var authority: Certificate? { chain.count > 1 ? chain[1] : nil }

  /// SHA-1 of the account key's SPKI, 40 lower-case hex digits.
  public var jamiID: String { Hex.text(of: account.publicKey.sha1) }
}
