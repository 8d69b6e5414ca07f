import Jasper
import NIOCore
import NIOHTTP1
import NIOPosix
import Platform

/// `POST /fetch`: packets by recipient, as clients ask, or by hashes, as servers ask. Nothing is deleted by it.
///
/// A client that sends `after` gets a page and a cursor; with `wait`, and nothing there, it waits for a packet. Others
/// get everything in the protocol's own form.
struct FetchRoute: Sendable {
  /// Bytes of a page, which is what one answer keeps in memory.
  static let pageBytes = 1 << 20
  /// Most seconds that a client may wait.
  static let longestWait: Int64 = 60

  private static let start = ByteBuffer(string: #"{"messages":["#)
  private static let end = ByteBuffer(string: "]}")

  let database: PacketDatabase
  let waiters: Waiters
  let metrics: RelayMetrics

  var route: Route {
    Route(method: .POST, path: "/fetch", bodyLimit: PacketLimits.hashesBody) { request, loop in respond(request, loop) }
  }

  private func respond(_ request: RelayRequest, _ loop: any EventLoop) -> EventLoopFuture<RelayResponse> {
    let asked: FetchRequest
    do throws(JasperError) {
      asked = try request.body.withBytes { (bytes) throws(JasperError) in try FetchRequest(json: bytes) }
    } catch {
      metrics.refused(status: 400)
      return loop.makeFailedFuture(error)
    }
    metrics.fetched()
    switch asked.wanted {
    case .hashes(let hashes):
      return everything(database.look { $0.numbers(of: hashes) }, loop)
    case .recipient(let recipient):
      let key = SHA256Digest.of(recipient)
      guard asked.after != nil || asked.wait != nil else {
        return everything(database.look { $0.page(for: key, after: 0, bytes: .max) }.numbers, loop)
      }
      return page(of: key, after: asked.after ?? 0, wait: min(asked.wait ?? 0, Self.longestWait), loop)
    }
  }

  /// All of these packets: at once where they fit into a page, else page by page as the client takes them.
  private func everything(_ numbers: [Int64], _ loop: any EventLoop) -> EventLoopFuture<RelayResponse> {
    var parts = Self.parts(of: numbers, database)[...]
    let first = parts.popFirst() ?? []
    let rest = Array(parts)
    return read(first, loop).map { bodies in
      let pieces = [Self.start] + Self.beginning(bodies)
      guard !rest.isEmpty else { return RelayResponse(status: .ok, body: .pieces(pieces + [Self.end])) }
      let position = NIOLoopBoundBox(0, eventLoop: loop)
      // Packets that went meanwhile may have been all of the first page: then no comma comes before the next.
      let isEmpty = NIOLoopBoundBox(bodies.isEmpty, eventLoop: loop)
      return RelayResponse(
        status: .ok,
        body: .pages(first: pieces) {
          let index = position.value
          guard index <= rest.count else { return loop.makeSucceededFuture(nil) }
          position.value += 1
          guard index < rest.count else { return loop.makeSucceededFuture([Self.end]) }
          return read(rest[index], loop).map { bodies in
            guard !bodies.isEmpty else { return [] }
            defer { isEmpty.value = false }
            return isEmpty.value ? Self.beginning(bodies) : bodies
          }
        })
    }
  }

  private func page(
    of key: SHA256Digest, after: Int64, wait: Int64, _ loop: any EventLoop
  ) -> EventLoopFuture<RelayResponse> {
    let page = database.look { $0.page(for: key, after: after, bytes: Self.pageBytes) }
    if page.numbers.isEmpty, wait > 0 {
      let woken = waiters.wait(for: key, seconds: wait, on: loop)
      // Something may have come between the look and the wait.
      let again = database.look { $0.page(for: key, after: after, bytes: Self.pageBytes) }
      if again.numbers.isEmpty {
        return woken.flatMap { self.page(of: key, after: after, wait: 0, loop) }
      }
      return answer(again, loop)
    }
    return answer(page, loop)
  }

  private func answer(_ page: PacketIndex.Page, _ loop: any EventLoop) -> EventLoopFuture<RelayResponse> {
    let end = ByteBuffer(string: #"],"cursor":"\#(page.cursor)","more":\#(page.hasMore)}"#)
    return read(page.numbers, loop).map {
      RelayResponse(status: .ok, body: .pieces([Self.start] + Self.beginning($0) + [end]))
    }
  }

  /// The packets' JSON, each with a comma before it: at once where all of it was fetched of late, else from a thread that may block.
  private func read(_ numbers: [Int64], _ loop: any EventLoop) -> EventLoopFuture<[ByteBuffer]> {
    if let bodies = database.cache.all(numbers) { return loop.makeSucceededFuture(bodies) }
    return database.readingThreads.runIfActive(eventLoop: loop) {
      let found = try database.bodiesNow(of: numbers)
      let bodies = found.map { body in
        var buffer = ByteBufferAllocator().buffer(capacity: body.count + 1)
        buffer.writeInteger(UInt8(ascii: ","))
        buffer.writeBytes(body)
        return buffer
      }
      // Only where none is missing is it clear which is which.
      if bodies.count == numbers.count { database.cache.add(zip(numbers, bodies)) }
      return bodies
    }
  }

  /// The first packets of a list, and so without the first comma. Nothing is copied: they go out as they are.
  private static func beginning(_ bodies: [ByteBuffer]) -> [ByteBuffer] {
    guard !bodies.isEmpty else { return [] }
    var bodies = bodies
    bodies[0].moveReaderIndex(forwardBy: 1)
    return bodies
  }

  /// Cut into pages by size.
  private static func parts(of numbers: [Int64], _ database: PacketDatabase) -> [[Int64]] {
    let costs = database.look { index in numbers.map { index.entries[$0]?.cost ?? 0 } }
    guard costs.reduce(0, +) > pageBytes else { return [numbers] }
    var parts: [[Int64]] = []
    var part: [Int64] = []
    var size = 0
    for (number, cost) in zip(numbers, costs) {
      if size + cost > pageBytes, !part.isEmpty {
        parts.append(part)
        (part, size) = ([], 0)
      }
      part.append(number)
      size += cost
    }
    return part.isEmpty ? parts : parts + [part]
  }
}
