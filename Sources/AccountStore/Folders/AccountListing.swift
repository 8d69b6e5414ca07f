import Files
import Identity
import Platform

/// Everything in the folder of accounts: those that are there, and what is wrong with any of them.
public struct AccountListing: Sendable {
  /// Every account folder, damaged ones too, in the order of their names.
  public let folders: [AccountFolder]
  public let findings: [Finding]

  /// Looks at the folders without opening a database. Accounts that were known and are gone are named.
  /// - Throws: `FileError`.
  public static func read(_ data: DataFolder) throws -> AccountListing {
    var folders: [AccountFolder] = []
    var findings: [Finding] = []
    let names = Folder.isFolder(data.accountsPath) ? try Folder.list(data.accountsPath) : []
    for name in names where !name.hasPrefix(Folder.temporaryPrefix) {
      guard let id = JamiID(name), id.text == name, Folder.isFolder(data.account(id).path) else {
        findings.append(
          Finding(.alienEntry, subject: data.accountsPath + "/" + name, "'\(name)' is no account's folder"))
        continue
      }
      folders.append(data.account(id))
      findings += data.account(id).inspect()
    }
    findings += missing(data, present: Set(folders.map(\.id)))
    return AccountListing(folders: folders, findings: findings)
  }
  /// What the list of known accounts says beyond the folders. It serves for nothing else, so that it cannot be read or
  /// written (a full disk) keeps nobody from his accounts.
  private static func missing(_ data: DataFolder, present: Set<JamiID>) -> [Finding] {
    let registry = AccountRegistry(path: data.registryPath)
    do throws(FileError) {
      let known = try registry.read()
      var findings = known.accounts.subtracting(present).sorted().map { id in
        Finding(
          .accountMissing, subject: id.text, "the folder of the account \(id) is gone",
          cure: "signet backup restore FILE")
      }
      findings += known.damaged.map { Finding(.registryDamaged, subject: data.registryPath, "a line reads '\($0)'") }
      try registry.add(present)
      return findings
    } catch {
      return [Finding(.registryDamaged, subject: data.registryPath, error.reason)]
    }
  }
}
