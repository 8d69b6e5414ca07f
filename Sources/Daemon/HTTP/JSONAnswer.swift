import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// JSON out: one object, keys sorted, a line end behind it for people with curl.
enum JSONAnswer {
  static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return response(text: [UInt8](try encoder.encode(value)), status: status)
  }

  /// - Parameter text: JSON of that form.
  static func response(text: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
    var body = ByteBuffer(bytes: text)
    body.writeInteger(UInt8(ascii: "\n"))
    return Response(
      status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: body))
  }
}
