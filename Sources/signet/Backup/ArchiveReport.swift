import AccountArchive
import GnuTLS
import Platform

/// What is in an archive, without its secrets: the answer of `backup inspect`, and a part of `backup verify`.
///
/// Settings are told by name alone: a value may be a password (TURN, proxy).
struct ArchiveReport: Encodable {
  struct Contact: Encodable {
    let id: String
    let state: String
    let confirmed: Bool
    /// Unix seconds; 0 for never.
    let added: Int64
    let removed: Int64
    let conversationId: String
  }

  struct Warning: Encodable {
    let code: String
    let text: String
  }

  let file: String
  let bytes: Int
  /// Jami ID, 40 hex.
  let id: String
  /// SHA-256 of the account key's SPKI, 64 hex.
  let spkiSha256: String
  let displayName: String
  let hasPassword: Bool
  /// `none` or `encrypted`: the file itself does not tell a password from a raw key. What opened it is `openedWith`.
  let protection: String
  let openedWith: String
  let gzipLayers: Int
  let innerCompression: String
  let legacyTag: Bool
  let contacts: [Contact]
  let conversations: [String]
  let conversationRequests: [String]
  let settings: [String]
  let revokedCount: Int
  /// Serial numbers of revoked certificates, hex.
  let revokedSerials: [String]
  let hasAuthorityKey: Bool
  let hasEthereumKey: Bool
  let certificates: [CertificateReport]
  let warnings: [Warning]

  init(_ local: LocalArchive) {
    let archive = local.archive
    let layout = local.opened.layout
    file = local.path
    bytes = local.bytes
    id = archive.jamiID
    spkiSha256 = Hex.text(of: archive.account.publicKey.sha256)
    displayName = archive.displayName
    hasPassword = layout.isEncrypted
    protection = layout.isEncrypted ? "encrypted" : "none"
    openedWith = layout.scheme.rawValue
    gzipLayers = layout.gzipLayers
    innerCompression = layout.innerCompression.rawValue
    legacyTag = layout.legacyTag
    contacts = archive.contacts.map {
      Contact(
        id: $0.id, state: $0.state.rawValue, confirmed: $0.confirmed, added: $0.added, removed: $0.removed,
        conversationId: $0.conversationID)
    }
    conversations = archive.conversations.map(\.key)
    conversationRequests = archive.conversationRequests.map(\.key)
    settings = archive.settings.map(\.key)
    revokedCount = archive.revocationList?.entries.count ?? 0
    revokedSerials = archive.revocationList?.entries.map { Hex.text(of: $0.serial) } ?? []
    hasAuthorityKey = archive.authorityKey != nil
    hasEthereumKey = archive.ethereumKey != nil
    certificates = archive.chain.enumerated().map { CertificateReport($1, role: $0 == 0 ? "account" : "authority") }
    warnings = archive.warnings.map { Warning(code: $0.code.rawValue, text: $0.text) }
  }

  /// For people: one fact a line.
  var facts: [(label: String, value: String?)] {
    [
      ("account", id), ("name", displayName.isEmpty ? nil : displayName), ("file", "\(file), \(bytes) bytes"),
      ("password", hasPassword ? "yes (opened with a \(openedWith))" : "no"),
      ("layout", layoutText),
      ("contacts", count(of: contacts.map(\.state))),
      ("conversations", "\(conversations.count), and \(conversationRequests.count) requests"),
      ("settings", String(settings.count)), ("revoked devices", String(revokedCount)),
      ("authority key", Answer.yesNo(hasAuthorityKey)), ("Ethereum key", Answer.yesNo(hasEthereumKey)),
    ] + certificates.map { ("\($0.role) valid", "\($0.notBefore.text) to \($0.notAfter.text), serial \($0.serial)") }
  }

  private var layoutText: String {
    let layers = gzipLayers == 1 ? "1 layer of gzip" : "\(gzipLayers) layers of gzip"
    guard hasPassword else { return gzipLayers == 0 ? "bare JSON" : layers }
    let tag = legacyTag ? ", tag of before 2019" : ""
    return (gzipLayers == 0 ? "" : layers + " around ") + "AES-256-GCM of \(innerCompression)\(tag)"
  }

  private func count(of states: [String]) -> String {
    let parts = ArchiveContact.State.allCases.compactMap { state -> String? in
      let count = states.count { $0 == state.rawValue }
      return count == 0 ? nil : "\(count) \(state.rawValue)"
    }
    return parts.isEmpty ? "0" : parts.joined(separator: ", ")
  }
}
