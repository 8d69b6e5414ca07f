import Platform

/// Writes members as JSON the way jamid does: on one line without spaces, names in byte order.
struct MemberWriter {
  private let sink: DeflatingWriter

  init(_ sink: DeflatingWriter) { self.sink = sink }

  /// Of members with one name the first is written.
  /// - Throws: `ArchiveError.tooLarge`, `ArchiveError.libraryFailed`.
  func write(_ members: [Member]) throws(ArchiveError) {
    let order = members.indices.sorted { left, right in
      let (first, second) = (members[left].name, members[right].name)
      return first == second ? left < right : first.lexicographicallyPrecedes(second)
    }
    try sink.write(UInt8(ascii: "{"))
    var last: [UInt8]?
    for place in order where members[place].name != last {
      if last != nil { try sink.write(UInt8(ascii: ",")) }
      last = members[place].name
      try string(members[place].name)
      try sink.write(UInt8(ascii: ":"))
      try write(members[place].body)
    }
    try sink.write(UInt8(ascii: "}"))
  }

  private func write(_ body: MemberBody) throws(ArchiveError) {
    switch body {
    case .secret(let secret): try secret.withBytes { bytes throws(ArchiveError) in try base64(bytes) }
    case .bytes(let bytes): try base64(bytes)
    case .text(let text): try text.withBytes { bytes throws(ArchiveError) in try string(bytes) }
    case .plain(let text): try string(text.utf8)
    case .integer(let number): try sink.write(String(number))
    case .boolean(let value): try sink.write(value ? "true" : "false")
    case .respelled(let value) where value.kind == .string:
      try value.withBytes { bytes throws(ArchiveError) in try string(JSONText(bytes)) }
    case .respelled(let value), .raw(let value):
      try value.withBytes { bytes throws(ArchiveError) in try sink.write(bytes) }
    case .object(let members): try write(members)
    }
  }

  private func string(_ text: some Sequence<UInt8>) throws(ArchiveError) {
    try JSONSpelling.spell(text) { byte throws(ArchiveError) in try sink.write(byte) }
  }

  private func base64(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
    try sink.write(UInt8(ascii: "\""))
    try Base64.encode(bytes) { digits throws(ArchiveError) in try sink.write(digits) }
    try sink.write(UInt8(ascii: "\""))
  }

  private func base64(_ bytes: [UInt8]) throws(ArchiveError) {
    // Public bytes; the closure of the array's own method cannot throw a typed error.
    try Failures.wrap { try bytes.withUnsafeBytes { try base64($0) } }
  }
}
