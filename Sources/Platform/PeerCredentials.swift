import CPlatform
import Glibc

/// Who is at the other end of a local socket, by the kernel's word (SO_PEERCRED, unix(7)).
public struct PeerCredentials: Sendable, Equatable {
  public let processID: Int32
  public let userID: UInt32
  public let groupID: UInt32

  /// - Throws: `SystemError.socketFailed` when `descriptor` is no connected local socket.
  public init(of descriptor: Int32) throws(SystemError) {
    var pid: pid_t = 0
    var uid: uid_t = 0
    var gid: gid_t = 0
    guard sg_peer_credentials(descriptor, &pid, &uid, &gid) == 0 else {
      throw SystemError(.socketFailed, "the peer of a local socket could not be told", systemCode: errno)
    }
    processID = pid
    userID = uid
    groupID = gid
  }

  /// Whether the peer runs as the same user as this process. Root is deliberately not let in as somebody else:
  /// it can become that user if it means to.
  public var isSameUser: Bool { userID == geteuid() }
}
