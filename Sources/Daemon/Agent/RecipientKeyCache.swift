import Sealing
import Synchronization

/// Keys that packets were sealed to, as they were read: who writes to somebody writes again. Public keys, and no more
/// than a few.
final class RecipientKeyCache: Sendable {
  /// About 2 kB each.
  static let limit = 256

  private let keys = Mutex<[String: RecipientKey]>([:])

  var count: Int { keys.withLock { $0.count } }

  /// - Parameter text: a packet's `recipient`.
  /// - Throws: `SealingError.recipientRefused`.
  func key(_ text: String) throws(SealingError) -> RecipientKey {
    if let known = keys.withLock({ $0[text] }) { return known }
    let key = try RecipientKey(text)
    keys.withLock { keys in
      // All of them: those that are used come back with their next message.
      if keys.count >= Self.limit { keys.removeAll() }
      keys[text] = key
    }
    return key
  }
}
