import Platform

/// A part of a message that authenticated.
struct MessagePart: Sendable {
  /// From 0.
  let place: Int
  /// How many parts the message has.
  let count: Int
  let content: Secret
}

/// The parts of one message, as they come: in any order, some of them twice.
struct PartCollection: Sendable {
  private var parts: [Int: Secret] = [:]
  private var count: Int?

  mutating func take(_ part: MessagePart) {
    // The sender told one number of parts; it alone has the key.
    guard count ?? part.count == part.count, parts[part.place] == nil else { return }
    count = part.count
    parts[part.place] = part.content
  }

  var isWhole: Bool { count == parts.count }

  /// The message, once all of it is there.
  /// - Throws: `LinkingError.libraryFailed`.
  func whole() throws(LinkingError) -> Secret? {
    guard let count, isWhole else { return nil }
    let ordered = (0..<count).compactMap { parts[$0] }
    if ordered.count == 1 { return ordered[0] }
    do {
      var offset = 0
      return try Secret(count: ordered.reduce(0) { $0 + $1.count }) { buffer in
        for part in ordered {
          part.withBytes { bytes in
            UnsafeMutableRawBufferPointer(rebasing: buffer[offset...]).copyBytes(from: bytes)
          }
          offset += part.count
        }
      }
    } catch {
      throw .failed(error)
    }
  }
}
