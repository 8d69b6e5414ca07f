import Glibc
import NIOCore

extension NetworkAddress {
  /// Nil for a socket without an IP address.
  public init?(_ socket: SocketAddress) {
    guard let text = socket.ipAddress else { return nil }
    let isIPv4 = socket.protocol == .inet
    var bytes = [UInt8](repeating: 0, count: isIPv4 ? 4 : 16)
    guard inet_pton(isIPv4 ? AF_INET : AF_INET6, text, &bytes) == 1 else { return nil }
    self.init(bytes: bytes)
  }
}
