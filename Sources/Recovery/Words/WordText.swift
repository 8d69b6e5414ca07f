import Platform

/// Words of the list as text.
enum WordText {
  /// `count` words, a blank between two of them.
  /// - Parameter number: of the word at a place, counted from 0.
  static func joined(count: Int, _ number: (Int) -> UInt16) throws(RecoveryError) -> Secret {
    try Failures.wrap {
      var buffer = try SecretBuffer(limit: max(1, count * (WordList.longest + 1)))
      for index in 0..<count {
        if index > 0 { append(UInt64(UInt8(ascii: " ")) << 56, length: 1, to: &buffer) }
        let letters = WordList.letters(of: number(index))
        append(letters, length: WordList.length(of: letters), to: &buffer)
      }
      return buffer.finish()
    }
  }

  private static func append(_ letters: UInt64, length: Int, to buffer: inout SecretBuffer) {
    _ = buffer.extend(room: length) { target in
      for index in 0..<length { target[index] = WordList.letter(index, of: letters) }
      return length
    }
  }
}
