import GRDB
import Platform

extension AccountDatabase {
  /// Posts whose id begins so, newest first.
  /// - Parameter prefix: compared byte by byte.
  /// - Throws: `StoreError`.
  public func posts(idPrefix prefix: String, limit: Int) throws -> [StoredMessage] {
    // Deliberate: no LIKE, which folds case and has wildcards of its own.
    try load(
      StoredMessage.self, where: "type = 'MESSAGE' AND substr(messageId, 1, length(?)) = ?",
      arguments: [prefix, prefix], order: "number DESC", limit: limit)
  }
}
