import AccountArchive
import DaemonAPI
import GnuTLS
import Platform

/// What proves that an account can be brought back from an archive.
enum ArchiveProof {
  /// Everything that was checked in an archive that opened. The last check is made here, the rest is what opening
  /// means.
  /// - Throws: `key` when the account key signs nothing that its certificate verifies.
  static func checks(of opened: OpenedArchive) throws(ArchiveError) -> [ArchiveCheck] {
    let archive = opened.archive
    var checks = [
      ArchiveCheck(check: "protection", found: protection(opened.layout)),
      ArchiveCheck(check: "text", found: "complete, and what an archive holds"),
      ArchiveCheck(check: "account key", found: "RSA, \(archive.account.publicKey.bits) bits, sound"),
      ArchiveCheck(check: "account certificate", found: "belongs to the account key"),
      ArchiveCheck(check: "authority", found: authority(of: archive)),
      ArchiveCheck(check: "revocation list", found: revocations(of: archive)),
    ]
    try proveSignature(of: archive)
    checks.append(ArchiveCheck(check: "probe", found: "the account key signs, its certificate verifies"))
    return checks
  }

  /// What keeps a sound archive from being all that one wants.
  static func warnings(for opened: OpenedArchive, now: UnixTime) -> [String] {
    var warnings: [String] = []
    if !opened.layout.isEncrypted {
      warnings.append("the file has no password: whoever has it has the account")
    }
    if opened.archive.authorityKey == nil {
      warnings.append("the key of the authority is missing: the account's own certificate cannot be renewed")
    }
    for (index, certificate) in opened.archive.chain.enumerated() where !certificate.isValid(at: now) {
      let whose = index == 0 ? "account" : "authority"
      warnings.append(
        "the certificate of the \(whose) is valid from \(certificate.notBefore.text) to \(certificate.notAfter.text) only"
      )
    }
    return warnings
  }

  private static func protection(_ layout: ArchiveLayout) -> String {
    layout.isEncrypted ? "opens with this \(layout.scheme.rawValue), not a bit was changed" : "none"
  }

  private static func authority(of archive: Archive) -> String {
    guard archive.authority != nil else { return "the archive has no authority certificate" }
    return archive.authorityKey == nil
      ? "signed the account certificate; its key is not in the archive"
      : "signed the account certificate; its key is in the archive"
  }

  private static func revocations(of archive: Archive) -> String {
    guard let list = archive.revocationList else { return "none: nothing was ever revoked" }
    return "signed by the account key, \(list.entries.count) revoked"
  }

  private static func proveSignature(of archive: Archive) throws(ArchiveError) {
    let probe = Array("signet backup verify".utf8)
    let isProved: Bool
    do throws(GnuTLSError) {
      let signature = try archive.accountKey.sign(probe, with: .rsaSHA512)
      isProved = archive.account.publicKey.isValid(signature, for: probe, with: .rsaSHA512)
    } catch {
      throw ArchiveError(.key, "the account key cannot sign: \(error.reason)")
    }
    guard isProved else {
      throw ArchiveError(.key, "the account key signs nothing that its certificate verifies")
    }
  }
}
