import AccountStore
import DaemonAPI
import Files
import Platform

/// The data folder as such: who may read it, and whether an operation was left unfinished.
struct FolderCheck {
  let data: DataFolder

  func examine(isIdle: Bool) -> [DaemonAPI.Finding] {
    var findings = [data.path, data.accountsPath, data.sparePath, data.journalPath].flatMap { modes($0, "700") }
    findings += modes(data.dataKeyPath, "600")
    do {
      _ = try data.dataKey()
    } catch {
      findings.append(dataKeyFinding(ErrorReport(any: error)))
    }
    return findings + (isIdle ? journal() : [])
  }

  private func modes(_ path: String, _ right: String) -> [DaemonAPI.Finding] {
    // A folder that is not made yet cannot be open to others.
    guard let mode = FileMode.of(path), mode & 0o077 != 0 else { return [] }
    return [
      DaemonAPI.Finding(
        id: "permissionsTooWide", severity: .warning, account: nil, cause: "others may look into \(path)",
        cure: "chmod \(right) '\(path)'")
    ]
  }

  private func dataKeyFinding(_ error: ErrorReport) -> DaemonAPI.Finding {
    DaemonAPI.Finding(
      id: "dataKeyDamaged", severity: .warning, account: nil, cause: error.reason,
      cure: "mv '\(data.dataKeyPath)' '\(data.dataKeyPath).damaged' && signet daemon stop")
  }

  private func journal() -> [DaemonAPI.Finding] {
    do {
      return try data.journal.unfinished().map { entry in
        DaemonAPI.Finding(
          id: "journalLeftover", severity: .problem, account: entry.account,
          cause: "a \(entry.operation) was cut off and is still in the journal; the next start clears it up",
          cure: "signet daemon stop")
      }
    } catch {
      return [
        DaemonAPI.Finding(
          id: "journalDamaged", severity: .problem, account: nil, cause: error.reason,
          cure: "mv '\(error.path)' '\(error.path).damaged' && signet daemon stop")
      ]
    }
  }
}
