import Platform

/// The text of an archive with its index: what the assembler works on.
struct OpenedText {
  let text: Secret
  let bytes: UnsafeRawBufferPointer
  let index: JSONIndex

  func kind(_ place: Int) -> JSONIndex.Kind { index.kind(of: place, in: bytes) }

  /// A value as it stands.
  func raw(_ place: Int) -> RawValue {
    let range = index.range(of: place)
    return RawValue(text: text, start: range.lowerBound, end: range.upperBound)
  }

  /// A member as it stands.
  func entry(_ place: Int) -> RawEntry {
    let range = index.nameRange(of: place, in: bytes)
    return RawEntry(name: RawValue(text: text, start: range.lowerBound, end: range.upperBound), value: raw(place))
  }

  /// The literal of a string or of another value.
  func literal(_ place: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[index.range(of: place)])
  }

  /// The literal of a member's name.
  func name(_ place: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[index.nameRange(of: place, in: bytes)])
  }

  /// What a string says in base64; nil when it is not a string or not base64.
  /// - Throws: `ArchiveError.tooLarge`, `ArchiveError.libraryFailed`.
  func base64(_ place: Int, limit: Int) throws(ArchiveError) -> Secret? {
    guard kind(place) == .string else { return nil }
    return try Failures.wrap { try Base64.decode(JSONText(literal(place)), limit: limit) }
  }
}
