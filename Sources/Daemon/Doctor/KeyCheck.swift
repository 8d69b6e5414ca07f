import AccountStore
import DaemonAPI
import Identity
import Platform

/// Keys that an account lacks, or has and cannot use.
struct KeyCheck {
  let folder: AccountFolder
  let accounts: AccountDirectory
  /// Whether no operation is under way; only then is a key that is missing not in the making.
  let isIdle: Bool

  /// - Throws: `StoreError`.
  func examine() throws -> [DaemonAPI.Finding] {
    let keys = try accounts.database(folder).keys()
    guard keys.areComplete else {
      return isIdle ? [finding("keysPending", .warning, "keys that messages need are still to be made")] : []
    }
    // A data key that cannot be read is a finding of its own.
    guard let dataKey = try? accounts.data.dataKey() else { return [] }
    let vault = KeyVault(dataKey: dataKey, account: folder.id)
    return TokenCheck(folder: folder, keys: keys).examine()
      + keys.filter { $0.isInUse && $0.token == nil }.compactMap { key in
        do {
          _ = try vault.open(key)
          return nil
        } catch {
          return finding("keyUnusable", .problem, ErrorReport(any: error).reason)
        }
      }
  }

  private func finding(
    _ name: String, _ severity: DaemonAPI.Finding.Severity, _ cause: String
  ) -> DaemonAPI.Finding {
    DaemonAPI.Finding(
      id: name, severity: severity, account: folder.id.text, cause: cause,
      cure: "signet key make --account \(folder.id.text)")
  }
}
