import Platform

/// What is written behind a name.
enum MemberBody {
  /// A string in base64 of secret bytes.
  case secret(Secret)
  /// A string in base64 of public bytes.
  case bytes([UInt8])
  /// A string of secret UTF-8 text.
  case text(Secret)
  case plain(String)
  case integer(Int64)
  case boolean(Bool)
  /// A string that was read, spelled anew as Jami spells it; other values as they stand.
  case respelled(RawValue)
  /// A value as it stands.
  case raw(RawValue)
  case object([Member])
}

/// A member of an object that is to be written.
struct Member {
  /// The UTF-8 of the name: objects are written in the byte order of these.
  let name: [UInt8]
  let body: MemberBody

  init(_ name: String, _ body: MemberBody) {
    self.name = Array(name.utf8)
    self.body = body
  }

  /// A member as it was read.
  init(_ entry: RawEntry) {
    name = entry.nameBytes
    body = .raw(entry.value)
  }
}
