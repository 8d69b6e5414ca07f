import DaemonAPI
import FoundationEssentials
import Hummingbird
import HummingbirdCore
import NIOCore
import Platform

/// Reads what a request carries: its body, its query and the parameters of its path.
enum RequestReader {
  /// Most bytes of a body, where a route takes no more.
  static let bodyLimit = 64 * 1024

  /// The body as JSON. The media type is not asked for, so that `curl -d` works as it is.
  /// - Throws: `APIError.badRequest` with the place of the fault, `bodyTooLarge`.
  static func body<Body: Decodable>(
    _ request: Request, as type: Body.Type = Body.self, limit: Int = bodyLimit
  ) async throws -> Body {
    let buffer: ByteBuffer
    do {
      buffer = try await request.body.collect(upTo: limit)
    } catch is NIOTooManyBytesError {
      throw APIError(.bodyTooLarge, "the body has over \(limit) bytes")
    }
    let text = buffer.readableBytes == 0 ? Array("{}".utf8) : [UInt8](buffer.readableBytesView)
    do {
      return try JSONDecoder().decode(Body.self, from: Data(text))
    } catch let error as DecodingError {
      throw APIError(.badRequest, reason(of: error))
    } catch {
      throw APIError(.badRequest, "the body is not JSON")
    }
  }

  /// A part of the path, percent-decoded: a name may have blanks.
  /// - Throws: `APIError.badRequest`.
  static func parameter(_ name: String, _ context: DaemonContext) throws -> String {
    guard let value = context.parameters.get(name).flatMap(percentDecoded) else {
      throw APIError(.badRequest, "the path lacks \(name), or has it in no percent-encoding")
    }
    return value
  }

  /// RFC 3986 §2.1; nil for half an escape, and for what is then no UTF-8.
  static func percentDecoded(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2, let escaped = Hex.bytes(of: String(decoding: digits, as: UTF8.self)) else { return nil }
      bytes += escaped
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// A whole number from the query.
  /// - Throws: `APIError.badRequest` when it is there and no number within `range`.
  static func number<Value: FixedWidthInteger>(
    _ name: Substring, _ request: Request, default missing: Value, in range: ClosedRange<Value>
  ) throws -> Value {
    guard let text = request.uri.queryParameters[name] else { return missing }
    guard let value = Value(text), range.contains(value) else {
      throw APIError(.badRequest, "\(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// `true` or `false` from the query.
  /// - Throws: `APIError.badRequest` when it is there and neither: a misspelt `dryRun` must not do the real thing.
  static func flag(_ name: Substring, _ request: Request) throws -> Bool {
    switch request.uri.queryParameters[name] {
    case nil, "false"?: return false
    case "true"?: return true
    default: throw APIError(.badRequest, "\(name) must be true or false")
    }
  }

  /// Names the place; never quotes a value.
  private static func reason(of error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "the body" : path.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(place(context.codingPath + [key])) is missing"
    case .valueNotFound(_, let context):
      return "\(place(context.codingPath)) must not be null"
    case .typeMismatch(let type, let context):
      return "\(place(context.codingPath)) is not of the type \(type)"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "the body is not JSON" : "\(place(context.codingPath)) has a value that is not taken"
    @unknown default:
      return "the body is not what this route takes"
    }
  }
}
