/// How jamid spells a string (jsoncpp without raw UTF-8): everything but printable ASCII as escapes, `/` as it is.
enum JSONSpelling {
  /// Spells the text whose UTF-8 bytes `text` gives, with quotation marks, a byte at a time.
  static func spell<Failure: Error>(
    _ text: some Sequence<UInt8>, emit: (UInt8) throws(Failure) -> Void
  ) throws(Failure) {
    try emit(UInt8(ascii: "\""))
    var decoder = UTF8()
    var bytes = text.makeIterator()
    var isOpen = true
    while isOpen {
      switch decoder.decode(&bytes) {
      case .scalarValue(let scalar): try spell(scalar, emit)
      case .emptyInput: isOpen = false
      // Deliberate: cannot come from an archive, whose UTF-8 was checked, nor from a String.
      case .error: try spell("\u{FFFD}", emit)
      }
    }
    try emit(UInt8(ascii: "\""))
  }

  private static func spell<Failure: Error>(
    _ scalar: Unicode.Scalar, _ emit: (UInt8) throws(Failure) -> Void
  ) throws(Failure) {
    switch scalar {
    case "\"", "\\": try escape(UInt8(ascii: scalar), emit)
    case "\u{8}": try escape(UInt8(ascii: "b"), emit)
    case "\u{C}": try escape(UInt8(ascii: "f"), emit)
    case "\n": try escape(UInt8(ascii: "n"), emit)
    case "\r": try escape(UInt8(ascii: "r"), emit)
    case "\t": try escape(UInt8(ascii: "t"), emit)
    case " "..."\u{7F}": try emit(UInt8(ascii: scalar))
    default:
      for unit in UTF16.encode(scalar) ?? .init() {
        try escape(UInt8(ascii: "u"), emit)
        for shift in [12, 8, 4, 0] as [UInt16] {
          let digit = UInt8(truncatingIfNeeded: unit >> shift & 15)
          try emit(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
      }
    }
  }

  private static func escape<Failure: Error>(
    _ letter: UInt8, _ emit: (UInt8) throws(Failure) -> Void
  ) throws(Failure) {
    try emit(UInt8(ascii: "\\"))
    try emit(letter)
  }
}
