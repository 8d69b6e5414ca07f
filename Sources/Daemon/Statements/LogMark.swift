import GnuTLS
import Identity

/// How much of a log somebody was sent: its heads, and a digest that tells when an entry was completed.
struct LogMark: Sendable, Hashable {
  /// The digest, then the heads, in hex.
  let text: String

  init(_ book: LogBook) {
    let signatures = book.log.entries.values.flatMap { entry in
      entry.signed.signatures.map { entry.statement.id.bytes + [$0.role.rawValue] + $0.key.bytes }
    }
    let digest = Digest.sha256.hash(Array(signatures.sorted { $0.lexicographicallyPrecedes($1) }.joined()))
    // Of many heads some: what stands under the others is then sent once more.
    text = ([KeyID(ofSPKI: digest).text] + book.state.heads.prefix(LogLimits.heads).map(\.text)).joined(separator: " ")
  }

  static func heads(_ text: String) -> [StatementHash] {
    text.split(separator: " ").dropFirst().compactMap { StatementHash($0) }
  }
}
