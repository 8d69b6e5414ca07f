import Glibc
import NIOCore
import NIOPosix

/// Turns a server's host into the addresses that are then connected to, so that what was checked is what is used.
enum HostResolver {
  /// An address in the two forms that are needed.
  struct Found: Sendable {
    let socket: SocketAddress
    let network: NetworkAddress
  }

  /// The addresses that are tried when a name has many.
  private static let most = 4

  /// - Parameter allows: whether an address may be connected to.
  /// - Returns: at least one.
  /// - Throws: `JasperError.addressRefused` where none may be connected to, `relayUnreachable` for an unknown name or
  ///   one that is not known by the deadline.
  static func addresses(
    of server: ServerAddress, until deadline: NIODeadline, allows: (NetworkAddress) -> Bool
  ) async throws(JasperError) -> [Found] {
    let found: [SocketAddress]
    do {
      if let numeric = try? SocketAddress(ipAddress: server.host, port: Int(server.port)) {  // else it is a name
        found = [numeric]
      } else {
        found = try await resolve(server, until: deadline)
      }
    } catch {
      throw JasperError(.relayUnreachable, "the host \(server.host) is not known")
    }
    let allowed = found.compactMap { socket in
      NetworkAddress(socket).flatMap { allows($0) ? Found(socket: socket, network: $0) : nil }
    }
    guard !allowed.isEmpty else {
      throw JasperError(.addressRefused, "\(server) is at an address that is not connected to")
    }
    return Array(allowed.prefix(most))
  }

  /// The system's resolver blocks, and for longer than anybody here wants to wait.
  private static func resolve(_ server: ServerAddress, until deadline: NIODeadline) async throws -> [SocketAddress] {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let promise = loop.makePromise(of: [SocketAddress].self)
    let timer = loop.scheduleTask(deadline: deadline) { promise.fail(ExchangeFailure.late) }
    let (host, port) = (server.host, server.port)
    NIOThreadPool.singleton.runIfActive(eventLoop: loop) { try lookUp(host, port) }.whenComplete { result in
      timer.cancel()
      promise.completeWith(result)
    }
    return try await promise.futureResult.get()
  }

  private static func lookUp(_ host: String, _ port: UInt16) throws -> [SocketAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, "\(port)", &hints, &first) == 0 else { throw ExchangeFailure.notConnected(host) }
    defer { freeaddrinfo(first) }
    var found: [SocketAddress] = []
    var next = first
    while let entry = next?.pointee {
      next = entry.ai_next
      guard let bytes = UnsafeRawPointer(entry.ai_addr) else { continue }
      switch entry.ai_family {
      case AF_INET: found.append(SocketAddress(bytes.loadUnaligned(as: sockaddr_in.self)))
      case AF_INET6: found.append(SocketAddress(bytes.loadUnaligned(as: sockaddr_in6.self)))
      default: break
      }
    }
    return found
  }
}
