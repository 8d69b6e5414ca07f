import Files
import Identity
import Platform

/// Finishes or undoes what was cut off, and says so. Only for the one process that holds the daemon's lock, and before
/// anything else writes.
public struct StartupRecovery {
  private let data: DataFolder
  private let now: UnixTime

  public init(_ data: DataFolder, now: UnixTime) {
    self.data = data
    self.now = now
  }

  /// Goes through the journal, then removes what is left of files and accounts that were being written.
  /// - Returns: what was done; empty after a clean end.
  /// - Throws: `FileError`; `journalDamaged` when a journal entry cannot be read: nothing may be written then.
  public func run() throws -> [RecoveryAction] {
    var actions: [RecoveryAction] = []
    var stuck: Set<String> = []
    for entry in try data.journal.unfinished() {
      let action = recover(entry)
      if action.outcome == .stuck, let account = entry.account { stuck.insert(account) }
      actions.append(action)
    }
    return try actions + sweep(except: stuck)
  }

  private func recover(_ entry: JournalEntry) -> RecoveryAction {
    guard let kind = AccountChange.Kind(rawValue: entry.operation), let id = entry.account.flatMap({ JamiID($0) })
    else { return action(.stuck, entry, "the journal holds an operation that this version does not know") }
    let folder = data.account(id)
    do {
      guard Folder.isFolder(folder.path) else {
        try data.journal.end(entry.id)
        return action(.undone, entry, "an unfinished \(entry.operation) was dropped: its account is gone")
      }
      let change = AccountChange(kind, of: folder, in: data, id: entry.id, now: now)
      return try recover(entry, change, files(entry, "files"), created: files(entry, "created"), folder)
    } catch {
      return action(.stuck, entry, "an unfinished \(entry.operation) could not be cleared up: \(error)")
    }
  }

  private func files(_ entry: JournalEntry, _ detail: String) -> [AccountFolder.File] {
    (entry.details[detail] ?? "").split(separator: " ").compactMap { AccountFolder.File(rawValue: String($0)) }
  }

  private func recover(
    _ entry: JournalEntry, _ change: AccountChange, _ files: [AccountFolder.File], created: [AccountFolder.File],
    _ folder: AccountFolder
  ) throws -> RecoveryAction {
    let database = try folder.database()
    defer { try? database.close() }  // no loss: what was written is durable
    // The mark is in the history exactly when the change was committed, and then all files were in their places.
    if try database.happened(entry.id) {
      try data.journal.end(entry.id)
      change.discardKept(files)
      return action(.finished, entry, "a \(entry.operation) that was cut off at its end has happened")
    }
    try change.restoreOld(files)
    try change.remove(created)
    let text = "a \(entry.operation) was cut off and undone"
    try database.write {
      try $0.append(AccountEvent(at: now, kind: .operationUndone, text: text, details: ["operation": entry.id]))
    }
    try data.journal.end(entry.id)
    change.discardKept(files)
    return action(.undone, entry, text)
  }

  /// Accounts with a stuck operation keep their copies: they may be all that is left.
  private func sweep(except stuck: Set<String>) throws -> [RecoveryAction] {
    guard Folder.isFolder(data.accountsPath) else { return [] }
    var actions = try Folder.sweep(data.accountsPath).map { _ in
      RecoveryAction(
        outcome: .swept, operation: "create", account: nil,
        text: "an account that was being made, restored or removed when it was cut off was cleared away")
    }
    for name in try Folder.list(data.accountsPath) where !stuck.contains(name) {
      let path = data.accountsPath + "/" + name
      guard Folder.isFolder(path), try !Folder.sweep(path).isEmpty else { continue }
      actions.append(
        RecoveryAction(outcome: .swept, operation: "write", account: name, text: "unfinished files were removed"))
    }
    for path in [data.path, data.journalPath, data.sparePath, data.joinsPath] where Folder.isFolder(path) {
      try Folder.sweep(path)
    }
    return actions
  }

  private func action(_ outcome: RecoveryAction.Outcome, _ entry: JournalEntry, _ text: String) -> RecoveryAction {
    RecoveryAction(outcome: outcome, operation: entry.operation, account: entry.account, text: text)
  }
}
