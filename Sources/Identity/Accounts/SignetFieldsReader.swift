import Platform

/// Reads the text of `SignetFields`, and nothing that is written in any other way.
struct SignetFieldsReader {
  private var rest: Slice<UnsafeRawBufferPointer>

  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes[...] }

  mutating func read(into fields: inout SignetFields) throws(IdentityError) {
    try expect(SignetFields.head)
    if take(SignetFields.seedHead) {
      let seed = try secret()
      guard seed.count == SignetFields.seedSize else { throw Self.unreadable }
      fields.recoverySeed = seed
      try expect(SignetFields.textTail)
    }
    if take(SignetFields.receiveHead) { fields.receive = try keys() }
    if take(SignetFields.syncHead) { fields.sync = try keys() }
    if take(SignetFields.logHead) { fields.log = try log() }
    if take(SignetFields.devicesHead) { fields.devices = try devices() }
    try expect(SignetFields.tail)
    guard rest.isEmpty else { throw Self.unreadable }
  }

  /// At least one key, generations ascending, none twice.
  private mutating func keys() throws(IdentityError) -> SharedKeys {
    var keys = SharedKeys()
    repeat {
      try expect(SignetFields.generationHead)
      let generation = try number()
      try expect(SignetFields.keyHead)
      let key = try secret()
      try expect(SignetFields.keyTail)
      guard keys.entries.count < SharedKeys.limit, generation > keys.entries.last?.generation ?? 0,
        keys.add(key, generation: generation) == generation
      else { throw Self.unreadable }
    } while take(SignetFields.comma)
    try expect(SignetFields.listTail)
    return keys
  }

  private mutating func number() throws(IdentityError) -> Int {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    // No other way to write it: no leading zero, and none so long that it overflows.
    guard let first = digits.first, first != UInt8(ascii: "0"), digits.count <= 9 else { throw Self.unreadable }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  /// Base64 up to the next quotation mark, which stays.
  private mutating func secret() throws(IdentityError) -> Secret {
    let text = try base64(SharedKeys.keyLimit)
    guard let count = SecretBase64.count(of: text) else { throw Self.unreadable }
    do {
      return try Secret(count: count) { target in
        guard SecretBase64.decode(text, into: target) else { throw Self.unreadable }
      }
    } catch let error as IdentityError {
      throw error
    } catch {
      throw .noMemoryForFields
    }
  }

  /// The text up to the next quotation mark, which stays.
  /// - Parameter limit: bytes that it may stand for.
  mutating func base64(_ limit: Int) throws(IdentityError) -> Slice<UnsafeRawBufferPointer> {
    let longest = SecretBase64.textSize(of: limit)
    let text = rest.prefix(longest + 1).prefix { $0 != UInt8(ascii: "\"") }
    guard text.count <= longest else { throw Self.unreadable }
    rest = rest.dropFirst(text.count)
    return text
  }

  mutating func expect(_ text: [UInt8]) throws(IdentityError) {
    guard take(text) else { throw Self.unreadable }
  }

  mutating func take(_ expected: [UInt8]) -> Bool {
    guard rest.starts(with: expected) else { return false }
    rest = rest.dropFirst(expected.count)
    return true
  }

  static var unreadable: IdentityError {
    IdentityError(
      .signetFieldsDamaged, "Signet's own entry in the archive cannot be read",
      hint: "it may be of a later version of Signet; the rest of the archive is not affected")
  }
}

extension IdentityError {
  static var noMemoryForFields: IdentityError {
    IdentityError(.memoryUnavailable, "no memory for the keys in Signet's own entry in the archive")
  }
}
