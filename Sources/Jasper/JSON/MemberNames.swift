/// The names that an object had so far. A few are compared one by one; many go into a set, so that an object of
/// 100,000 members costs no more than its length.
struct MemberNames {
  private static let few = 8
  private var tokens: [JSONToken] = []
  private var texts: Set<[UInt8]> = []

  /// False when the name was there already.
  mutating func add(_ name: JSONToken, of reader: JSONReader) -> Bool {
    if !texts.isEmpty { return texts.insert(Self.bytes(name, reader)).inserted }
    for known in tokens where Self.isEqual(known, name, reader) { return false }
    tokens.append(name)
    if tokens.count > Self.few { texts = Set(tokens.map { Self.bytes($0, reader) }) }
    return true
  }

  private static func bytes(_ name: JSONToken, _ reader: JSONReader) -> [UInt8] { reader.withText(name) { Array($0) } }

  private static func isEqual(_ left: JSONToken, _ right: JSONToken, _ reader: JSONReader) -> Bool {
    if left.hasEscapes || right.hasEscapes { return bytes(left, reader) == bytes(right, reader) }
    return reader.raw(left).elementsEqual(reader.raw(right))
  }
}
