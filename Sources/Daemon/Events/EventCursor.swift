import DaemonAPI
import Platform

/// How far a watcher has read: for each account the number of the last event seen. As text it is the `id` of each
/// server-sent event, and comes back as `Last-Event-ID`: `ID:NUMBER`, with commas between accounts.
struct EventCursor: Equatable {
  private(set) var numbers: [String: Int64] = [:]

  init() {}

  /// - Throws: `APIError.badRequest`.
  init(_ text: String) throws {
    for part in text.split(separator: ",") {
      let fields = part.split(separator: ":")
      guard fields.count == 2, let number = Int64(fields[1]) else {
        throw APIError(.badRequest, "the cursor is not one that this daemon gave")
      }
      numbers[String(fields[0])] = number
    }
  }

  /// Where the numbers of an account's messages are kept beside those of its history.
  static func messages(of account: String) -> String { account + ".m" }

  /// The last number seen; an account that appeared later has been seen from its beginning.
  subscript(account: String) -> Int64 {
    get { numbers[account] ?? 0 }
    set { numbers[account] = newValue }
  }

  var text: String { numbers.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ",") }
}
