import Platform

/// Checks a text against RFC 8259 in one pass without recursion, and notes where each value lies.
///
/// Stricter than the RFC asks, since two readers must not see two archives in one file: names in one object differ,
/// surrogates are paired, the UTF-8 is valid, and behind the value there is nothing but white space (and NUL, which
/// one version of Jami left there). A byte order mark is skipped.
struct JSONScanner {
  let text: UnsafeRawBufferPointer
  private let limits: ArchiveLimits
  private var index = JSONIndex()
  /// Places of the containers that are open, the innermost last.
  private var open: [Int] = []
  var position = 0

  private init(_ text: UnsafeRawBufferPointer, limits: ArchiveLimits) {
    self.text = text
    self.limits = limits
    // Taken at once, so that growing never holds two copies; memory is touched as nodes are written.
    index.nodes.reserveCapacity(min(limits.nodes, text.count / 2 + 1))
    open.reserveCapacity(limits.depth)
  }

  /// - Throws: `ArchiveError.json`, `ArchiveError.tooLarge`.
  static func index(_ text: UnsafeRawBufferPointer, limits: ArchiveLimits) throws(ArchiveError) -> JSONIndex {
    precondition(text.count < Int(JSONIndex.noName), "offsets have 32 bits")
    var scanner = JSONScanner(text, limits: limits)
    try scanner.scan()
    return scanner.index
  }

  private mutating func scan() throws(ArchiveError) {
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    skipSpace()
    var name: Int?
    repeat {
      try value(named: name)
    } while try advance(&name)
    while position < text.count, Self.isSpace(text[position]) || text[position] == 0 { position += 1 }
    if position < text.count { throw failure("something follows the JSON text") }
  }

  /// Reads a value; of a container that is not empty only the beginning.
  private mutating func value(named name: Int?) throws(ArchiveError) {
    guard index.nodes.count < limits.nodes else {
      throw ArchiveError(.tooLarge, "the archive holds more than \(limits.nodes) JSON values")
    }
    let place = index.nodes.count
    let first = try peek()
    index.nodes.append(
      JSONIndex.Node(name: name.map(UInt32.init) ?? JSONIndex.noName, start: UInt32(position), end: 0, next: 0))
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard open.count < limits.depth else {
        throw ArchiveError(.tooLarge, "the JSON text is nested deeper than \(limits.depth) levels")
      }
      open.append(place)
      position += 1
      return
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: throw failure("no JSON value where one is due")
    }
    end(place)
  }

  /// Goes on to where the next value begins, closing what ends on the way; false when all is closed.
  private mutating func advance(_ name: inout Int?) throws(ArchiveError) -> Bool {
    while let container = open.last {
      let isObject = text[Int(index.nodes[container].start)] == UInt8(ascii: "{")
      let isEmpty = index.nodes.count == container + 1
      skipSpace()
      let byte = try peek()
      if byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
        position += 1
        open.removeLast()
        end(container)
        if isObject { try JSONNames.check(container, in: index, text: text) }
        continue
      }
      if !isEmpty {
        guard byte == UInt8(ascii: ",") else { throw failure("a comma or the end of a container is missing") }
        position += 1
        skipSpace()
      }
      name = isObject ? try memberName() : nil
      return true
    }
    return false
  }

  private mutating func end(_ place: Int) {
    index.nodes[place].end = UInt32(position)
    index.nodes[place].next = UInt32(index.nodes.count)
  }

  /// Reads a member's name and the colon; the offset of its quotation mark.
  private mutating func memberName() throws(ArchiveError) -> Int {
    let start = position
    guard try peek() == UInt8(ascii: "\"") else { throw failure("the name of a member is missing") }
    try string()
    skipSpace()
    guard try peek() == UInt8(ascii: ":") else { throw failure("a colon is missing") }
    position += 1
    skipSpace()
    return start
  }

  private mutating func word(_ word: StaticString) throws(ArchiveError) {
    let fits = word.withUTF8Buffer { text[position...].starts(with: $0) }
    guard fits else { throw failure("no JSON value where one is due") }
    position += word.utf8CodeUnitCount
  }

  private mutating func skipSpace() {
    while position < text.count, Self.isSpace(text[position]) { position += 1 }
  }

  func peek() throws(ArchiveError) -> UInt8 {
    guard position < text.count else { throw failure("the JSON text ends too early") }
    return text[position]
  }

  func failure(_ reason: String) -> ArchiveError {
    ArchiveError(.json, "\(reason), at byte \(position) of the text")
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
