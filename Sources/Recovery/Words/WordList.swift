/// The word list of SLIP-0039: 1024 words of 4 to 8 letters, each with first four letters of its own.
///
/// A word is 64 bits here: its letters in ASCII from the top, zero behind. So it is never text on the heap, and the list
/// is searched from end to end without a branch: which word was looked for leaves no trace in time or cache.
enum WordList {
  static let count = 1024
  /// Letters that tell every word from every other.
  static let prefixLength = 4
  /// Letters of the longest word.
  static let longest = 8

  /// By number.
  static let words: [UInt64] = text.withUTF8Buffer { bytes in
    var words: [UInt64] = []
    for word in bytes.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }) {
      words.append(pack(word))
    }
    return words
  }

  /// The word that `letters` are, or are the beginning of: at least four of them in lower case, packed as above, `length`
  /// of them. Nil when there is none.
  static func number(of letters: UInt64, length: Int) -> UInt16? {
    guard (prefixLength...longest).contains(length) else { return nil }
    let mask = UInt64.max << UInt64(8 * (longest - length))
    var found: UInt64 = 0
    for (index, word) in words.enumerated() {
      found |= equal(word & mask, letters & mask) & UInt64(index + 1)
    }
    return found == 0 ? nil : UInt16(found - 1)
  }

  /// The letters of a word, packed.
  /// - Parameter number: 0 to 1023.
  static func letters(of number: UInt16) -> UInt64 {
    var letters: UInt64 = 0
    for (index, word) in words.enumerated() { letters |= equal(UInt64(index), UInt64(number)) & word }
    return letters
  }

  /// The letter at a place from 0 to 7 of a packed word; 0 behind the last one.
  static func letter(_ index: Int, of letters: UInt64) -> UInt8 {
    UInt8(truncatingIfNeeded: letters >> UInt64(56 - 8 * index))
  }

  /// How many letters a packed word has.
  static func length(of letters: UInt64) -> Int { longest - letters.trailingZeroBitCount / 8 }

  /// All ones where both are equal, else zero.
  private static func equal(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let difference = left ^ right
    // The top bit of `d | -d` is set for every d but 0.
    return ((difference | (0 &- difference)) >> 63) &- 1
  }

  private static func pack(_ word: some Collection<UInt8>) -> UInt64 {
    word.reduce(0) { $0 << 8 | UInt64($1) } << UInt64(8 * (longest - word.count))
  }
}
