import DaemonAPI
import Glibc
import Jasper
import Platform

/// A mailbox that is looked into every second.
struct MailboxWatch {
  private static let pauseMicroseconds: UInt32 = 1_000_000
  /// Rounds without an answer of the relay after which it is given up.
  private static let patience = 30

  let channel: WorkerChannel
  let relay: RelayURL
  let mailbox: String
  private var cursor: Int64?
  private var failures = 0
  /// Whether there is more already, or nobody has looked yet.
  private var isFull = true

  init(channel: WorkerChannel, relay: RelayURL, mailbox: String) {
    self.channel = channel
    self.relay = relay
    self.mailbox = mailbox
  }

  /// What has come since the last look; everything again from a relay that knows no cursors.
  /// - Throws: `ErrorReport` of a relay that does not answer any more.
  mutating func next() throws -> [Packet] {
    if !isFull { usleep(Self.pauseMicroseconds) }
    let answer = channel.mail(.fetch(recipient: mailbox, after: cursor, relay: relay.text))
    failures = answer.failure == nil ? 0 : failures + 1
    if let failure = answer.failure, failures >= Self.patience { throw failure }
    // One that counts anew has not what it had.
    if let next = answer.cursor { cursor = next < cursor ?? 0 ? nil : next }
    isFull = answer.hasMore
    // What is no packet is not for us; the relay may say what it likes.
    return answer.packets.compactMap { try? Packet(json: Array($0.utf8)) }
  }
}
