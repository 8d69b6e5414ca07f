import Platform

/// A JSON value as it stands in an archive: a range of bytes inside the opened text.
///
/// Deliberate: not a decoded value. What Signet does not know goes back byte for byte, what is secret in it (a TURN
/// password) has no copy on the heap, and a hostile archive makes nothing of its 64 MiB grow.
public struct RawValue: Sendable {
  let text: Secret
  let start: UInt32
  let end: UInt32

  init(text: Secret, start: Int, end: Int) {
    self.text = text
    self.start = UInt32(start)
    self.end = UInt32(end)
  }

  /// Number of bytes of JSON text.
  public var count: Int { Int(end - start) }

  /// The JSON text, for the length of `body`.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try text.withBytes { all throws(Failure) in
      try body(UnsafeRawBufferPointer(rebasing: all[Int(start)..<Int(end)]))
    }
  }

  /// Whether both are the same bytes.
  public func matches(_ other: RawValue) -> Bool {
    withBytes { left in other.withBytes { right in left.elementsEqual(right) } }
  }
}

/// A member of an object, both name and value as they stand.
public struct RawEntry: Sendable {
  /// The name with its quotation marks and escapes.
  let name: RawValue
  public let value: RawValue

  /// The name as text; nil when it is longer than 4096 bytes.
  public var key: String? { name.string(limit: 4096) }

  /// The UTF-8 of the name, escapes undone.
  var nameBytes: [UInt8] { name.withBytes { Array(JSONText($0)) } }
}
