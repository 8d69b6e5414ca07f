import NIOCore
import NIOPosix

/// Turns a server's host into the one address that is then connected to, so that what was checked is what is used.
enum HostResolver {
  /// - Parameter allows: whether an address may be connected to.
  /// - Throws: `JasperError.addressRefused` for one that may not, `relayUnreachable` for an unknown name.
  static func address(
    of server: ServerAddress, allows: (NetworkAddress) -> Bool
  ) async throws(JasperError) -> (SocketAddress, NetworkAddress) {
    let found: SocketAddress
    do {
      if let numeric = try? SocketAddress(ipAddress: server.host, port: Int(server.port)) {  // else it is a name
        found = numeric
      } else {
        // The system's resolver blocks.
        found = try await NIOThreadPool.singleton.runIfActive {
          try SocketAddress.makeAddressResolvingHost(server.host, port: Int(server.port))
        }
      }
    } catch {
      throw JasperError(.relayUnreachable, "the host \(server.host) is not known")
    }
    guard let address = NetworkAddress(found), allows(address) else {
      throw JasperError(.addressRefused, "\(server) is at an address that is not connected to")
    }
    return (found, address)
  }
}
