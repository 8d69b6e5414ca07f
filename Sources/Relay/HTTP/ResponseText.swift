import NIOCore
import NIOHTTP1

/// Answers as the bytes of HTTP/1.1 (RFC 9112 §4, §6).
///
/// Deliberate: by hand. An answer of a relay has three fields, and most are two bytes long; one buffer and one write
/// cost half of what three parts through an encoder cost.
enum ResponseText {
  /// Bodies up to here are copied behind their head, so that both go out in one piece.
  static let copiedBody = 16 << 10

  static let proceed = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
  static let lastChunk = ByteBuffer(string: "0\r\n\r\n")

  /// The head, and the empty line behind it.
  /// - Parameters:
  ///   - length: bytes of the body; nil where nobody knows yet: then chunks follow, or, for HTTP/1.0, what is there until
  ///     the connection ends.
  ///   - room: bytes that will be written behind it.
  static func head(
    _ response: RelayResponse, version: HTTPVersion, length: Int?, keepAlive: Bool, room: Int,
    _ allocator: ByteBufferAllocator
  ) -> ByteBuffer {
    var buffer = allocator.buffer(capacity: 192 + room)
    buffer.writeStaticString(version == .http1_0 ? "HTTP/1.0 " : "HTTP/1.1 ")
    if response.status == .ok {
      buffer.writeStaticString("200 OK")
    } else {
      buffer.writeString("\(response.status.code) \(response.status.reasonPhrase)")
    }
    buffer.writeStaticString("\r\nContent-Type: ")
    buffer.writeString(response.contentType)
    if let length {
      buffer.writeStaticString("\r\nContent-Length: ")
      buffer.writeString(String(length))
    } else if version != .http1_0 {
      buffer.writeStaticString("\r\nTransfer-Encoding: chunked")
    }
    if let allow = response.allow {
      buffer.writeStaticString("\r\nAllow: ")
      buffer.writeString(allow)
    }
    if !keepAlive {
      buffer.writeStaticString("\r\nConnection: close")
    } else if version == .http1_0 {
      buffer.writeStaticString("\r\nConnection: keep-alive")
    }
    buffer.writeStaticString("\r\n\r\n")
    return buffer
  }

  /// What goes before a chunk of so many bytes (RFC 9112 §7.1); behind it goes `chunkEnd`.
  static func chunkStart(_ count: Int) -> ByteBuffer { ByteBuffer(string: String(count, radix: 16) + "\r\n") }
  static let chunkEnd = ByteBuffer(string: "\r\n")
}
