import Platform

/// Decoding on demand.
extension RawValue {
  var kind: JSONIndex.Kind { withBytes { JSONIndex.Kind(firstByte: $0[0]) } }

  /// The text of a string of at most `limit` bytes; nil for anything else.
  public func string(limit: Int) -> String? {
    withBytes { bytes in
      guard JSONIndex.Kind(firstByte: bytes[0]) == .string else { return nil }
      var decoded: [UInt8] = []
      for byte in JSONText(bytes) {
        guard decoded.count < limit else { return nil }
        decoded.append(byte)
      }
      return String(decoding: decoded, as: UTF8.self)
    }
  }

  /// The value of a number without fraction and exponent that fits; nil for anything else.
  public var integer: Int64? {
    withBytes { bytes in
      guard JSONIndex.Kind(firstByte: bytes[0]) == .number, bytes.count <= 20 else { return nil }
      return Int64(String(decoding: bytes, as: UTF8.self))
    }
  }

  /// `true` or `false`; nil for anything else.
  public var boolean: Bool? {
    withBytes { bytes in
      switch bytes[0] {
      case UInt8(ascii: "t"): true
      case UInt8(ascii: "f"): false
      default: nil
      }
    }
  }

  /// A string's text, a number or word as it stands, nothing for `null` and for containers.
  var scalarText: String {
    switch kind {
    case .string: return string(limit: count) ?? ""
    case .number: return withBytes { String(decoding: $0, as: UTF8.self) }
    case .word: return boolean.map { $0 ? "true" : "false" } ?? ""
    case .object, .array: return ""
    }
  }

  /// The value of a member of an object; nil when there is none, or this is no object.
  public func member(_ name: String) -> RawValue? {
    withBytes { bytes in
      // Not a loss: the text was read in full before, so an object of it is in order.
      guard kind == .object, let index = try? JSONScanner.index(bytes, limits: .standard) else { return nil }
      for place in index.children(of: 0) {
        let literal = UnsafeRawBufferPointer(rebasing: bytes[index.nameRange(of: place, in: bytes)])
        guard JSONText(literal).elementsEqual(name.utf8) else { continue }
        let range = index.range(of: place)
        return RawValue(text: text, start: Int(start) + range.lowerBound, end: Int(start) + range.upperBound)
      }
      return nil
    }
  }

  /// A JSON string that stands for `string`.
  /// - Throws: `SystemError.memoryUnavailable`.
  init(string: String) throws {
    var literal: [UInt8] = []
    JSONSpelling.spell(string.utf8) { literal.append($0) }
    self.init(text: try Secret(copying: literal), start: 0, end: literal.count)
  }
}
