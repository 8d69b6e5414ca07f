import DaemonAPI

/// A way to a relay that the daemon goes for a worker. It carries packets and understands nothing of them.
enum MailErrand: Codable, Sendable {
  /// A packet, as its JSON.
  case send(packet: String, relay: String)
  /// What is in a mailbox.
  /// - after: the cursor of an earlier answer.
  case fetch(recipient: String, after: Int64?, relay: String)
}

/// What came of it.
struct MailAnswer: Codable, Sendable {
  /// As JSON.
  var packets: [String] = []
  var cursor: Int64?
  var hasMore = false
  /// Why the relay could not be asked; nil when it was.
  var failure: ErrorReport?
}
