import NIOHTTP1

extension RequestHead {
  /// Longer heads go to the decoder.
  static let plainBytes = 1024
  static let plainFields = 16

  /// Fields that change how the rest is to be read, or answered.
  private static let special: [StaticString] = [
    "Connection", "Expect", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
  ]

  /// Reads the head of a plain request: a POST of HTTP/1.1 to a short path, whose fields are all of the simplest form
  /// (RFC 9112 §5), whose length is told once, and which asks for nothing special of the connection.
  ///
  /// Deliberate: what it takes is much less than what HTTP allows. Anything else, wrong or merely rare, is for the
  /// decoder to judge, so that there is one opinion of what is right.
  /// - Returns: the head and its bytes, with the empty line; nil where it is not plain, or not all there.
  static func plain(in bytes: UnsafeRawBufferPointer) -> (head: RequestHead, length: Int)? {
    var text = PlainText(bytes: UnsafeRawBufferPointer(rebasing: bytes.prefix(plainBytes)))
    guard text.skip("POST "), let path = text.path(), text.skip(" HTTP/1.1\r\n") else { return nil }
    var length: Int?
    var (server, instance): (String?, String?)
    var fields = 0
    while !text.skip("\r\n") {
      fields += 1
      guard fields <= plainFields, let (name, value) = text.field() else { return nil }
      if text.isEqual(name, "Content-Length") {
        guard length == nil, let told = text.number(value) else { return nil }
        length = told
      } else if text.isEqual(name, serverField) {
        guard server == nil else { return nil }
        server = text.string(value)
      } else if text.isEqual(name, Mesh.instanceField) {
        guard instance == nil else { return nil }
        instance = text.string(value)
      } else if special.contains(where: { text.isEqual(name, $0) }) {
        return nil
      }
    }
    guard let length else { return nil }
    let head = RequestHead(
      method: .POST, path: path, version: .http1_1, isKeepAlive: true, contentLength: length, expectsContinue: false,
      announcedServer: server, instance: instance)
    return (head, text.position)
  }
}
