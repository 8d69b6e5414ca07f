import GnuTLS
import Platform
import Testing

@testable import Recovery

@Suite struct WordListTests {
  private func text(_ letters: UInt64) -> String {
    let bytes = (0..<WordList.length(of: letters)).map { UInt8(truncatingIfNeeded: letters >> UInt64(56 - 8 * $0)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func packed(_ text: String) throws -> TypedWords.Word {
    try #require(Array(text.utf8).withUnsafeBytes { TypedWords($0).first { _ in true } })
  }

  @Test func `the list is that of the standard, byte by byte`() {
    let file = WordList.words.map { text($0) + "\n" }.joined()
    #expect(WordList.words.count == WordList.count)
    #expect(
      Hex.text(of: Digest.sha256.hash(Array(file.utf8)))
        == "bcc4555340332d169718aed8bf31dd9d5248cb7da6e5d355140ef4f1e601eec3")
  }

  @Test func `every word is found by itself and by each of its beginnings of four letters or more`() throws {
    for (number, letters) in WordList.words.enumerated() {
      let word = text(letters)
      #expect(WordList.letters(of: UInt16(number)) == letters)
      for length in 1...word.utf8.count {
        let found = try packed(String(word.prefix(length))).number
        #expect(found == (length < 4 ? nil : UInt16(number)), "\(word) \(length)")
      }
      #expect(try packed(word + "s").number == nil)
    }
  }

  @Test func `four letters are enough to tell every word from every other`() {
    #expect(Set(WordList.words.map { $0 >> 32 }).count == WordList.count)
  }
}
