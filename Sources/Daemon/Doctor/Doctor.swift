import AccountStore
import DaemonAPI
import Files
import Identity
import Platform

/// Looks for what is not as it should be. It changes nothing.
struct Doctor: Sendable {
  let data: DataFolder
  let accounts: AccountDirectory

  /// Every finding, the machine's first. Blocks; see `BlockingWork`.
  /// - Parameter isIdle: whether no operation is under way; only then is a journal entry a leftover, and a missing key not in
  ///   the making.
  /// - Throws: `FileError` when the data folder cannot be listed.
  func examine(isIdle: Bool, now: UnixTime) throws -> [DaemonAPI.Finding] {
    var findings = MachineCheck.examine()
    findings += FolderCheck(data: data).examine(isIdle: isIdle)
    let listing = try AccountListing.read(data)
    findings += listing.findings.map { Self.finding($0) }
    // A data key that cannot be read is a finding of its own, above.
    if let key = try? data.dataKey() {
      findings += try SpareKeyStore(data, dataKey: key).inspect().map { Self.finding($0) }
    }
    for folder in listing.folders {
      findings += AccountCheck(folder: folder, accounts: accounts, isIdle: isIdle).examine(now: now)
    }
    return findings
  }

  /// A finding of the store in the words of the API.
  static func finding(_ found: AccountStore.Finding, account: String? = nil) -> DaemonAPI.Finding {
    let named = account ?? (JamiID(found.subject) == nil ? nil : found.subject)
    return DaemonAPI.Finding(
      id: found.code.rawValue, severity: severity(of: found.code), account: named, cause: found.reason,
      cure: found.cure ?? cure(of: found.code, account: named))
  }

  private static func severity(of code: AccountStore.Finding.Code) -> DaemonAPI.Finding.Severity {
    switch code {
    case .accountMissing, .accountIncomplete, .databaseDamaged, .operationStuck: .problem
    case .recordUnreadable, .dataKeyDamaged, .permissionsTooWide: .warning
    case .alienEntry, .registryDamaged, .spareKeyDamaged: .notice
    }
  }

  private static func cure(of code: AccountStore.Finding.Code, account: String?) -> String {
    switch code {
    case .recordUnreadable: "signet backup restore --merge FILE"
    case .operationStuck: "signet daemon stop"
    case .accountIncomplete, .databaseDamaged: "signet account forget --account \(account ?? "ID")"
    default: "signet history"
    }
  }
}
