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

  /// All of these packets: in one piece where they fit into a page, else page by page as the client takes them.
  private func everything(_ numbers: [Int64], _ loop: any EventLoop) -> EventLoopFuture<RelayResponse> {
    var parts = Self.parts(of: numbers, database)[...]
    let first = parts.popFirst() ?? []
    let rest = Array(parts)
    return read(first, start: #"{"messages":["#, end: rest.isEmpty ? "]}" : "", loop).map { buffer in
      guard !rest.isEmpty else { return RelayResponse(status: .ok, body: .whole(buffer)) }
      let position = NIOLoopBoundBox(0, eventLoop: loop)
      // Packets that went meanwhile may have been all of the first page: then no comma comes before the next.
      let isEmpty = NIOLoopBoundBox(buffer.readableBytes <= 13, eventLoop: loop)
      return RelayResponse(
        status: .ok,
        body: .pages(first: buffer) {
          let index = position.value
          guard index <= rest.count else { return loop.makeSucceededFuture(nil) }
          position.value += 1
          guard index < rest.count else { return loop.makeSucceededFuture(ByteBuffer(string: "]}")) }
          return read(rest[index], start: isEmpty.value ? "" : ",", end: "", loop).map { page in
            if page.readableBytes > 1 {
              isEmpty.value = false
              return page
            }
            return ByteBuffer()
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
    let end = #"],"cursor":"\#(page.cursor)","more":\#(page.hasMore)}"#
    return read(page.numbers, start: #"{"messages":["#, end: end, loop).map {
      RelayResponse(status: .ok, body: .whole($0))
    }
  }

  private func read(
    _ numbers: [Int64], start: String, end: String, _ loop: any EventLoop
  ) -> EventLoopFuture<ByteBuffer> {
    guard !numbers.isEmpty else { return loop.makeSucceededFuture(ByteBuffer(string: start + end)) }
    return database.readingThreads.runIfActive(eventLoop: loop) {
      let bodies = try database.bodiesNow(of: numbers)
      var buffer = ByteBuffer()
      buffer.reserveCapacity(bodies.reduce(start.utf8.count + end.utf8.count) { $0 + $1.count + 1 })
      buffer.writeString(start)
      for (index, body) in bodies.enumerated() {
        if index > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
        buffer.writeBytes(body)
      }
      buffer.writeString(end)
      return buffer
    }
  }

  /// Cut into pages by size.
  private static func parts(of numbers: [Int64], _ database: PacketDatabase) -> [[Int64]] {
    let costs = database.look { index in numbers.map { index.entries[$0]?.cost ?? 0 } }
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
