import Jasper
import NIOCore
import NIOHTTP1
import NIOPosix
import Platform
import Synchronization
import Testing

/// A relay on a free loopback port that does as it is told: keeps packets, swallows them, spreads them, or refuses.
///
/// A real one would be no help here: what has to be shown is what happens when a relay is none.
final class TestRelay: Sendable {
  struct State {
    var packets: [Packet] = []
    /// Every packet that was brought, also those that were not kept.
    var sent: [Packet] = []
    /// Hashes that were asked for.
    var askedFor: [PacketHash] = []
    /// Says that it took a packet, and forgets it.
    var swallows = false
    /// The status of every answer; 200 for right ones.
    var status = 200
    var isSignet = true
    var spreadsTo: [TestRelay] = []
  }

  let url: RelayURL
  private let state: StateBox
  private let listener: any Channel

  /// Shared with the connections' handlers.
  fileprivate final class StateBox: Sendable {
    let mutex = Mutex(State())
  }

  init() async throws {
    let state = StateBox()
    self.state = state
    listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Handler(state))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(listener.localAddress?.port)
    url = try #require(RelayURL("http://127.0.0.1:\(port)"))
  }

  deinit { listener.close(promise: nil) }

  /// Where nobody listens.
  static func nowhere() async throws -> RelayURL {
    let relay = try await TestRelay()
    try await relay.listener.close().get()
    return relay.url
  }

  func change(_ body: @Sendable (inout State) -> Void) { state.mutex.withLock { body(&$0) } }
  var packets: [Packet] { state.mutex.withLock { $0.packets } }
  var sent: [Packet] { state.mutex.withLock { $0.sent } }
  var askedFor: [PacketHash] { state.mutex.withLock { $0.askedFor } }

  fileprivate func keep(_ packet: Packet) {
    change { if !$0.packets.contains(packet) { $0.packets.append(packet) } }
  }
}

/// One connection.
private final class Handler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let state: TestRelay.StateBox
  private var path = ""
  private var body: [UInt8] = []

  init(_ state: TestRelay.StateBox) { self.state = state }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      path = head.uri
      body = []
    case .body(let part): body += part.readableBytesView
    case .end: answer(context)
    }
  }

  private func answer(_ context: ChannelHandlerContext) {
    let (status, text) = respond()
    var head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status))
    head.headers.add(name: "Content-Length", value: "\(text.utf8.count)")
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  private func respond() -> (status: Int, body: String) {
    let (status, isSignet) = state.mutex.withLock { ($0.status, $0.isSignet) }
    guard status == 200 else { return (status, "{}") }
    do {
      switch path {
      case "/send": return try send(Packet(json: body))
      case "/fetch": return (200, fetch(try body.withUnsafeBytes { try FetchRequest(json: $0) }))
      case "/status" where isSignet: return (200, Self.status)
      case "/sync/servers": return (200, #"{"servers":[]}"#)
      default: return (404, "{}")
      }
    } catch {
      return (400, "{}")
    }
  }

  private func send(_ packet: Packet) -> (status: Int, body: String) {
    let others = state.mutex.withLock { state in
      state.sent.append(packet)
      guard !state.swallows else { return [TestRelay]() }
      if !state.packets.contains(packet) { state.packets.append(packet) }
      return state.spreadsTo
    }
    for other in others { other.keep(packet) }
    return (200, "{}")
  }

  private func fetch(_ request: FetchRequest) -> String {
    let all = state.mutex.withLock { state in
      if case .hashes(let hashes) = request.wanted { state.askedFor += hashes }
      return state.packets
    }
    let after = Int(request.after ?? 0)
    let found = all.enumerated().filter { index, packet in
      switch request.wanted {
      case .recipient(let recipient): packet.recipient == recipient && index >= after
      case .hashes(let hashes): hashes.contains(packet.hash)
      }
    }
    let list = found.map { String(decoding: $0.element.json, as: UTF8.self) }.joined(separator: ",")
    let cursor = request.after == nil ? "" : #","cursor":"\#(all.count)","more":false"#
    return #"{"messages":[\#(list)]\#(cursor)}"#
  }

  private static let status = """
    {"software": "signet-relay", "version": "1", "health": "ok", "load": 0.1, "uptimeSeconds": 1, "packets": 0,
     "bytes": 0, "recipients": 0, "retentionSeconds": 604800, "capabilities": ["cursor", "wait"], "peers": [],
     "warnings": []}
    """
}
