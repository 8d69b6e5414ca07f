import CHiredis
import Glibc
import Platform

/// One connection to Redis. Every call blocks; one thread at a time.
struct RedisConnection: ~Copyable {
  private static let seconds = 10

  private let context: UnsafeMutablePointer<redisContext>

  private init(_ context: UnsafeMutablePointer<redisContext>) { self.context = context }

  /// - Throws: `RelayError.storeFailed`.
  static func connect(to address: StoreAddress) throws(RelayError) -> RedisConnection {
    // hiredis writes without MSG_NOSIGNAL: a server that went away is to be an error, not the end of this process.
    signal(SIGPIPE, SIG_IGN)
    let timeout = timeval(tv_sec: seconds, tv_usec: 0)
    let made: UnsafeMutablePointer<redisContext>?
    var database: Int32 = 0
    switch address {
    case .redis(let host, let port, let number):
      made = redisConnectWithTimeout(host, port, timeout)
      database = number
    case .redisSocket(let path): made = redisConnectUnixWithTimeout(path, timeout)
    case .sqlite: made = nil
    }
    guard let made else { throw RelayError(.storeFailed, "there is no memory for a connection to Redis") }
    let connection = RedisConnection(made)
    guard made.pointee.err == 0 else {
      throw RelayError(
        .storeFailed, "Redis cannot be reached: \(connection.text)", hint: "is redis-server running there?")
    }
    redisSetTimeout(made, timeout)
    if database != 0 { try connection.ask("SELECT", "\(database)").check() }
    return connection
  }

  deinit { redisFree(context) }

  /// One command and its reply.
  /// - Throws: `RelayError.storeFailed` when the connection broke; an error of Redis is a reply.
  func ask(_ words: String...) throws(RelayError) -> RedisReply {
    append(words.map { Array($0.utf8) })
    return try reply()
  }

  /// Puts a command into the pipe. It goes out with the next `reply`.
  func append(_ words: [[UInt8]]) {
    withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: words.count) { pointers in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: words.count) { lengths in
        for index in words.indices { lengths.initializeElement(at: index, to: words[index].count) }
        Self.point(words[...], at: 0, pointers) {
          // A failure for lack of memory shows as a broken connection in the next reply.
          _ = redisAppendCommandArgv(context, Int32(words.count), pointers.baseAddress, lengths.baseAddress)
        }
      }
    }
  }

  /// The reply to the oldest command that has none yet.
  /// - Throws: `RelayError.storeFailed` when the connection broke.
  func reply() throws(RelayError) -> RedisReply {
    var raw: UnsafeMutableRawPointer?
    guard redisGetReply(context, &raw) == REDIS_OK, let raw else {
      throw RelayError(.storeFailed, "the connection to Redis broke: \(text)")
    }
    defer { freeReplyObject(raw) }
    return RedisReply(raw.assumingMemoryBound(to: redisReply.self).pointee)
  }

  private var text: String {
    withUnsafeBytes(of: context.pointee.errstr) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// Lets `pointers` point at the words while `body` runs.
  private static func point(
    _ words: ArraySlice<[UInt8]>, at index: Int, _ pointers: UnsafeMutableBufferPointer<UnsafePointer<CChar>?>,
    _ body: () -> Void
  ) {
    guard let word = words.first else { return body() }
    word.withUnsafeBytes { bytes in
      pointers.initializeElement(at: index, to: bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
      point(words.dropFirst(), at: index + 1, pointers, body)
    }
  }
}
