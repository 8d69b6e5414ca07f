import Glibc
import Logging
import NIOCore

/// Lets only the daemon's own user in, by the kernel's word (SO_PEERCRED), before a byte is read.
///
/// The mode of the socket file says the same; this holds where the file system does not keep modes, and for a socket
/// that systemd made.
enum PeerCheck {
  struct Refused: Error {}

  /// The C `struct ucred`; Swift's Glibc module hides it.
  private struct Credentials: Sendable {
    var processID: pid_t = 0
    var userID: uid_t = 0
    var groupID: gid_t = 0
  }

  /// Fails when the peer is another user; a failed initialiser makes the server close the connection.
  static func refuseOthers(_ channel: any Channel, logger: Logger) -> EventLoopFuture<Void> {
    guard let provider = channel as? any SocketOptionProvider else {
      return channel.eventLoop.makeFailedFuture(Refused())
    }
    let asked: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(
      level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
    return asked.flatMapThrowing { peer in
      guard peer.userID == geteuid() else {
        logger.warning("a connection of another user was refused", metadata: ["uid": "\(peer.userID)"])
        throw Refused()
      }
    }
  }
}
