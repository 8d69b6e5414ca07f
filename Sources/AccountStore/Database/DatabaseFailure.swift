import GRDB
import Platform

/// What SQLite reports, in our words. Everything else passes through.
func inStoreWords<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as DatabaseError {
    let text = error.message ?? "result code \(error.resultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      throw StoreError(
        .databaseDamaged, "the database \(path) is damaged: \(text)",
        hint: "move the account's folder away and restore the account from its archive.gz")
    case .SQLITE_FULL:
      throw StoreError(
        .databaseFailed, "the database \(path) cannot grow: \(text)",
        hint: "make room and try again; nothing was changed")
    default:
      throw StoreError(.databaseFailed, "the database \(path) refused: \(text)")
    }
  }
}
