import AccountStore
import Identity
import Sealing
import Synchronization

/// What was taken in before, asked of the database.
final class StoredHistory: PacketHistory {
  private let database: AccountDatabase
  /// The protocol cannot throw: what went wrong is kept, and asked for after the verdict.
  private let failure = Mutex<(any Error)?>(nil)

  init(_ database: AccountDatabase) { self.database = database }

  /// Deliberate: yes, where the database cannot say: then nothing is taken in, and `check` says why.
  func hasSeen(_ number: PacketNumber, from author: AccountFingerprint) -> Bool {
    ask(otherwise: true) { try $0.hasSeen(jti: number.bytes, author: author) }
  }

  func holder(of name: MessageName) -> PacketNumber? {
    ask(otherwise: nil) { database in
      try database.holder(author: name.author, channel: name.channel.text, id: name.id.text).flatMap {
        PacketNumber(bytes: $0)
      }
    }
  }

  /// - Throws: `StoreError` when an answer was none.
  func check() throws {
    if let error = failure.withLock({ $0 }) { throw error }
  }

  private func ask<Answer>(otherwise missing: Answer, _ body: (AccountDatabase) throws -> Answer) -> Answer {
    do {
      return try body(database)
    } catch {
      failure.withLock { $0 = error }
      return missing
    }
  }
}
