import CHiredis
import Platform

/// What Redis answered, as a value.
enum RedisReply: Sendable {
  case text([UInt8])
  case integer(Int64)
  case list([RedisReply])
  case none
  case error(String)

  init(_ reply: redisReply) {
    switch reply.type {
    case REDIS_REPLY_STRING, REDIS_REPLY_STATUS: self = .text(Self.bytes(reply))
    case REDIS_REPLY_INTEGER: self = .integer(reply.integer)
    case REDIS_REPLY_ARRAY:
      self = .list((0..<reply.elements).map { reply.element[$0].map { RedisReply($0.pointee) } ?? .none })
    case REDIS_REPLY_ERROR: self = .error(String(decoding: Self.bytes(reply), as: UTF8.self))
    default: self = .none
    }
  }

  var bytes: [UInt8]? { if case .text(let bytes) = self { bytes } else { nil } }
  var list: [RedisReply] { if case .list(let list) = self { list } else { [] } }

  /// - Throws: `RelayError.storeFull` when Redis has no memory, `storeFailed` for its other errors, also inside a list.
  @discardableResult
  func check() throws(RelayError) -> RedisReply {
    switch self {
    case .error(let text):
      if text.hasPrefix("OOM") || text.contains("maxmemory") || text.hasPrefix("MISCONF") {
        throw RelayError(.storeFull, "Redis takes no more: \(text)")
      }
      throw RelayError(.storeFailed, "Redis refused: \(text)")
    case .list(let list): for reply in list { try reply.check() }
    default: break
    }
    return self
  }

  private static func bytes(_ reply: redisReply) -> [UInt8] {
    Array(UnsafeRawBufferPointer(start: reply.str, count: reply.len))
  }
}
