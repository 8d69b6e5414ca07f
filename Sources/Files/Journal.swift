import FoundationEssentials
import Glibc

/// Long operations that have begun and not ended: one small file each, written before the first step and removed
/// after the last. A kill at any instant leaves the entry, and the next start finishes or undoes the operation by it.
public struct Journal: Sendable {
  /// Most bytes an entry may have; a merge names every contact it changes.
  private static let entryLimit = 16 * 1024 * 1024
  private static let suffix = ".json"

  private let folder: String

  /// - Parameter folder: made when the first operation begins, so that an account that never had one has no folder.
  public init(folder: String) { self.folder = folder }

  /// Writes a new entry; durable when it returns.
  /// - Throws: `FileError`, `fileExists` where the id is taken.
  public func begin(_ entry: JournalEntry) throws(FileError) {
    try Folder.create(folder)
    try AtomicFile.create(path(of: entry.id), with: try encode(entry))
  }

  /// Replaces an entry, in general with a later phase; durable when it returns.
  /// - Throws: `FileError`.
  public func update(_ entry: JournalEntry) throws(FileError) {
    try AtomicFile.replace(path(of: entry.id), with: try encode(entry))
  }

  /// Removes an entry; its operation is over.
  /// - Throws: `FileError`.
  public func end(_ id: String) throws(FileError) {
    guard unlink(path(of: id)) == 0 else { throw FileError("removing", path(of: id), systemCode: errno) }
    try Folder.synchronise(folder)
  }

  /// Every operation that has not ended, oldest first.
  /// - Throws: `FileError`; `journalDamaged` names an entry that cannot be read, and nothing may be written then.
  public func unfinished() throws(FileError) -> [JournalEntry] {
    guard FileReader.exists(folder) else { return [] }
    var entries: [JournalEntry] = []
    for name in try Folder.list(folder) where name.hasSuffix(Self.suffix) {
      entries.append(try decode(folder + "/" + name))
    }
    return entries.sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
  }

  private func path(of id: String) -> String { folder + "/" + id + Self.suffix }

  private func encode(_ entry: JournalEntry) throws(FileError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      return [UInt8](try encoder.encode(entry))
    } catch {
      throw FileError(.fileFailed, path: path(of: entry.id), "a journal entry could not be encoded")
    }
  }

  private func decode(_ path: String) throws(FileError) -> JournalEntry {
    let bytes = try FileReader.read(path, limit: Self.entryLimit)
    do {
      return try JSONDecoder().decode(JournalEntry.self, from: Data(bytes))
    } catch {
      throw FileError(
        .journalDamaged, path: path, "the record of an unfinished operation, \(path), cannot be read",
        hint: "move it away after looking at the account with `signet doctor`")
    }
  }
}
