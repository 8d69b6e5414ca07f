import AccountArchive
import AccountStore
import DaemonAPI
import Files
import GnuTLS
import Identity
import Platform

/// One account: its files, certificates, records and what protects it.
struct AccountCheck {
  let folder: AccountFolder
  let accounts: AccountDirectory
  /// Whether no operation is under way.
  let isIdle: Bool

  private var id: String { folder.id.text }

  func examine(now: UnixTime) -> [DaemonAPI.Finding] { archive() + device() + database(now) }

  /// The header only: what is in an archive does not come into the daemon.
  private func archive() -> [DaemonAPI.Finding] {
    // A missing file is in the listing already.
    guard FileReader.exists(folder.archivePath) else { return [] }
    guard let form = ArchiveHeader.form(of: folder.archivePath) else {
      return [archiveFinding("it has no form of an archive")]
    }
    do {
      let isEncrypted = form == .encrypted
      if isEncrypted == (try accounts.database(folder).account().scheme != .none) { return [] }
      return [archiveFinding("it is \(isEncrypted ? "" : "not ")encrypted, and the account's record says otherwise")]
    } catch {
      return []  // the database: that is told below
    }
  }

  private func archiveFinding(_ why: String) -> DaemonAPI.Finding {
    finding(
      "archiveUnreadable", .problem, "the account's archive cannot be read: \(why)",
      "signet account forget --account \(id) && signet backup restore FILE")
  }

  private func device() -> [DaemonAPI.Finding] {
    do {
      let file = try folder.device()
      let stored = try accounts.database(folder).account()
      guard DeviceID(of: file.key.publicKey) == stored.deviceID else {
        return [deviceFinding("it is the key of another device than the account's record says")]
      }
      return []
    } catch let error as FileError where error.kind == .fileNotFound {
      return []
    } catch let error as StoreError where error.kind == .deviceFileDamaged {
      return [deviceFinding(error.reason)]
    } catch let error as FileError {
      return [deviceFinding(error.reason)]
    } catch {
      return []  // the database: that is told below
    }
  }

  private func deviceFinding(_ why: String) -> DaemonAPI.Finding {
    finding(
      "deviceKeyMismatch", .problem, "this device's key cannot be used: \(why)",
      "signet account forget --account \(id) && signet backup restore FILE")
  }

  private func database(_ now: UnixTime) -> [DaemonAPI.Finding] {
    guard FileReader.exists(folder.databasePath) else { return [] }
    do {
      let database = try accounts.database(folder)
      let records = try database.inspect().map { Doctor.finding($0, account: id) }
      guard !folder.keysAreDestroyed else { return records + [revoked] }
      let keys = try KeyCheck(folder: folder, accounts: accounts, isIdle: isIdle).examine()
      return try records + CertificateCheck(folder: folder, accounts: accounts).examine(now: now) + keys
        + protection(database)
    } catch {
      let report = ErrorReport(any: error)
      return [
        finding(
          "databaseDamaged", .problem, report.reason,
          "signet account forget --account \(id) && signet backup restore FILE")
      ]
    }
  }

  private func protection(_ database: AccountDatabase) throws -> [DaemonAPI.Finding] {
    let stored = try database.account()
    var findings = try OwnRevocation.isRevoked(database) ? [revoked] : []
    // What protects the archive is the business of those who hold it.
    if folder.isLeaf { return findings }
    if stored.scheme == .none {
      findings.append(
        finding(
          "noArchivePassword", .notice,
          "the archive has no password: whoever can read this account's files has the whole account",
          "signet account password --account \(id)"))
    }
    if stored.recovery == .none {
      findings.append(
        finding(
          "noRecoveryKit", .notice,
          "there is no recovery kit: a backup and its password are the only way back to the account",
          "signet recovery make --account \(id)"))
    }
    if stored.recovery == .kitMade {
      findings.append(
        finding(
          "recoveryKitNotRehearsed", .notice, "the recovery kit was never rehearsed: nobody knows whether it works",
          "signet recovery rehearse --account \(id)"))
    }
    return findings
  }

  private var revoked: DaemonAPI.Finding {
    finding(
      "deviceRevoked", .problem, "this device was thrown out of the account; it signs and opens nothing any more",
      "signet device join, or signet account forget --account \(id)")
  }

  private func finding(
    _ name: String, _ severity: DaemonAPI.Finding.Severity, _ cause: String, _ cure: String
  ) -> DaemonAPI.Finding {
    DaemonAPI.Finding(id: name, severity: severity, account: id, cause: cause, cure: cure)
  }
}
