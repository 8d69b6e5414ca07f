import Jasper
import NIOCore
import NIOHTTP1

/// `POST /send`: a packet. The answer is `{}`, and comes when the packet is on the disk; the same for one that is there
/// already.
struct SendRoute: Sendable {
  let database: PacketDatabase
  let mesh: Mesh
  let metrics: RelayMetrics

  var route: Route {
    Route(method: .POST, path: "/send", bodyLimit: PacketLimits.body, answering: respond)
  }

  private static let done = RelayResponse.json("{}".utf8).preparing()

  /// Deliberate: by a callback. A future costs about as much as all else that is done here.
  @Sendable
  private func respond(_ request: RelayRequest, _ loop: any EventLoop, _ done: @escaping Route.Done) {
    do throws(JasperError) {
      let (source, peer) = mesh.source(of: request)
      let candidate = try request.body.withBytes { (bytes) throws(JasperError) in
        try PacketCandidate(json: bytes, from: source, peer: peer)
      }
      let start = ContinuousClock.now
      database.add(candidate, on: loop) { refusal in
        metrics.sent(refusal, seconds: ContinuousClock.now - start)
        if let refusal {
          mesh.refused(candidate.hash)
          done(.failure(refusal))
        } else {
          done(.success(Self.done))
        }
      }
    } catch {
      metrics.refused(status: 400)
      done(.failure(error))
    }
  }
}

extension ByteBuffer {
  /// `withUnsafeReadableBytes` that keeps the type of what is thrown.
  func withBytes<Value>(
    _ body: (UnsafeRawBufferPointer) throws(JasperError) -> Value
  ) throws(JasperError) -> Value {
    let result: Result<Value, JasperError> = withUnsafeReadableBytes { bytes in
      do throws(JasperError) { return .success(try body(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
