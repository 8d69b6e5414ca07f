import DaemonAPI
import Glibc
import Jasper
import Linking
import Platform

/// A worker's way to the mailboxes of one link: by the daemon, which has the network.
struct LinkPost {
  private static let pollMicroseconds: UInt32 = 1_000_000
  let channel: WorkerChannel
  let relay: RelayURL

  /// Sends packets, one after the other; each is tried again for a while.
  /// - Throws: `ErrorReport` of the relay.
  func send(_ packets: [Packet]) throws {
    for packet in packets {
      try insist {
        channel.mail(.send(packet: String(decoding: packet.json, as: UTF8.self), relay: relay.text)).failure
      }
    }
  }

  /// Looks whether the relay answers at all: once, so that a wrong address is told at once.
  /// - Throws: `ErrorReport` of the relay.
  func probe(_ mailbox: String) throws {
    if let failure = channel.mail(.fetch(recipient: mailbox, after: nil, relay: relay.text)).failure { throw failure }
  }

  /// A look into a mailbox each second.
  func watch(_ mailbox: String) -> MailboxWatch { MailboxWatch(channel: channel, relay: relay, mailbox: mailbox) }

  private func insist(_ body: () -> ErrorReport?) throws {
    for round in 1... {
      guard let failure = body() else { return }
      if round >= 5 { throw failure }
      usleep(Self.pollMicroseconds)
    }
  }
}
