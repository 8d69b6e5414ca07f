import AccountArchive
import DaemonAPI
import GnuTLS
import Platform

extension ArchiveReport {
  /// - Parameters:
  ///   - path: as it is to be shown.
  ///   - bytes: size of the file.
  init(_ opened: OpenedArchive, path: String, bytes: Int) {
    let (archive, layout) = (opened.archive, opened.layout)
    self.init(
      file: path, bytes: bytes, id: archive.jamiID, spkiSha256: Hex.text(of: archive.account.publicKey.sha256))
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
    revokedCount = CarriedDevices(archive)?.revokedCount ?? archive.revocationList?.entries.count ?? 0
    revokedSerials = archive.revocationList?.entries.map { Hex.text(of: $0.serial) } ?? []
    hasAuthorityKey = archive.authorityKey != nil
    hasEthereumKey = archive.ethereumKey != nil
    certificates = archive.chain.enumerated().map { CertificateReport($1, role: $0 == 0 ? "account" : "authority") }
    warnings = archive.warnings.map { Warning(code: $0.code.rawValue, text: $0.text) }
  }
}

extension CertificateReport {
  fileprivate init(_ certificate: Certificate, role: String) {
    self.init(
      role: role, keyId: Hex.text(of: certificate.publicKey.sha1), serial: Hex.text(of: certificate.serial),
      bits: certificate.publicKey.bits, notBefore: certificate.notBefore, notAfter: certificate.notAfter)
  }
}
