/// The words in what a person typed, scanned or pasted, one after the other.
///
/// Forgiven are capitals, blanks, line ends, hyphens and any other punctuation, and numbers in front of words: whatever
/// is neither a letter nor a digit parts words, and digits alone are none. A digit inside a word makes it no word.
struct TypedWords: IteratorProtocol, Sequence {
  /// One of them.
  struct Word {
    /// Its first eight letters in lower case, packed as in `WordList`.
    fileprivate(set) var letters: UInt64 = 0
    /// The next eight.
    private var lettersBehind: UInt64 = 0
    /// How many letters it has, counting those that are not kept.
    fileprivate(set) var length = 0
    /// Whether there is anything but letters of the alphabet in it.
    fileprivate(set) var isOdd = false

    /// Its number in the list; nil when it is not there.
    var number: UInt16? { isOdd ? nil : WordList.number(of: letters, length: length) }

    /// The letter at a place from 0 to 15; 0 behind the last one.
    func letter(_ index: Int) -> UInt8 {
      index < 8 ? WordList.letter(index, of: letters) : WordList.letter(index - 8, of: lettersBehind)
    }

    fileprivate mutating func append(_ letter: UInt8) {
      if length < 8 {
        letters |= UInt64(letter) << UInt64(56 - 8 * length)
      } else if length < 16 {
        lettersBehind |= UInt64(letter) << UInt64(120 - 8 * length)
      }
      length += 1
    }
  }

  private var rest: Slice<UnsafeRawBufferPointer>

  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes[...] }

  mutating func next() -> Word? {
    var word = Word()
    var isNumber = false
    while let byte = rest.first {
      if let separator = separatorLength {
        rest = rest.dropFirst(separator)
        if word.length > 0 || word.isOdd { return finish(word, isNumber) }
        isNumber = false
        continue
      }
      rest = rest.dropFirst()
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): word.append(byte)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): word.append(byte | 0x20)
      case UInt8(ascii: "0")...UInt8(ascii: "9"): isNumber = true
      default: word.isOdd = true
      }
    }
    return word.length > 0 || word.isOdd ? finish(word, isNumber) : nil
  }

  private func finish(_ word: Word, _ hasDigits: Bool) -> Word {
    var word = word
    word.isOdd = word.isOdd || hasDigits
    return word
  }

  /// Bytes of the separator that comes next; nil when there is none. Besides ASCII these are what word processors put
  /// in place of it: U+00A0, and the blanks, dashes and quotation marks of U+2000 to U+203F, in UTF-8.
  private var separatorLength: Int? {
    guard let byte = rest.first else { return nil }
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      return nil
    case 0..<0x80:
      return 1
    case 0xc2:
      return rest.dropFirst().first == 0xa0 ? 2 : nil
    case 0xe2:
      return rest.dropFirst().starts(with: [0x80]) && rest.dropFirst(2).first ?? 0 >= 0x80 ? 3 : nil
    default:
      return nil
    }
  }
}
