import CGnuTLS
import Glibc

/// The wire of a session, in memory: what came in waits here until the library asks for it, and what it wants to send
/// waits until somebody takes it.
final class TLSTransport {
  /// Lent for the length of one call.
  private var input = UnsafeRawBufferPointer(start: nil, count: 0)
  private var output: [UInt8] = []
  private var session: gnutls_session_t?

  /// Makes this the session's transport. It must live as long as the session.
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005ftransport_005fset_005fpush_005ffunction>
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005ftransport_005fset_005fpull_005ffunction>
  /// <https://www.gnutls.org/manual/gnutls.html#index-gnutls_005ftransport_005fset_005ferrno>
  func serve(_ session: gnutls_session_t) {
    self.session = session
    gnutls_transport_set_ptr(session, Unmanaged.passUnretained(self).toOpaque())
    gnutls_transport_set_push_function(session) { pointer, bytes, count in
      TLSTransport.of(pointer)?.push(bytes, count) ?? -1
    }
    gnutls_transport_set_pull_function(session) { pointer, bytes, count in
      TLSTransport.of(pointer)?.pull(bytes, count) ?? -1
    }
    // Never waits: what is not here yet comes with a later call.
    gnutls_transport_set_pull_timeout_function(session) { pointer, _ in
      (TLSTransport.of(pointer)?.input.isEmpty ?? true) ? 0 : 1
    }
  }

  /// Lends bytes from the wire for the length of `body`.
  func lend<Value, Failure: Error>(
    _ bytes: UnsafeRawBufferPointer, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    input = bytes
    defer { input = UnsafeRawBufferPointer(start: nil, count: 0) }
    return try body()
  }

  var hasInput: Bool { !input.isEmpty }

  /// Hands over what is to be sent.
  func takeOutput() -> [UInt8] {
    defer { output = [] }
    return output
  }

  private static func of(_ pointer: UnsafeMutableRawPointer?) -> TLSTransport? {
    pointer.map { Unmanaged<TLSTransport>.fromOpaque($0).takeUnretainedValue() }
  }

  private func push(_ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    output.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
    return count
  }

  private func pull(_ target: UnsafeMutableRawPointer?, _ most: Int) -> Int {
    let count = min(most, input.count)
    guard count > 0, let target else {
      gnutls_transport_set_errno(session, EAGAIN)
      return -1
    }
    target.copyMemory(from: input.baseAddress!, byteCount: count)  // not empty, so it has an address
    input = UnsafeRawBufferPointer(rebasing: input.dropFirst(count))
    return count
  }
}
