/// Which words of the list somebody may have meant.
///
/// Deliberate: not without branches like the rest. What is compared here is no word of a kit but a slip.
enum NearestWords {
  private static let count = 3
  /// Letters from which on something can be said, and up to which.
  private static let lengths = 3...(WordList.longest + 2)

  /// The numbers of up to three words that are one slip away, or two for long ones, the nearest first. A slip is a letter
  /// too many, too few, another one, or two that changed places. A word is also near when its beginning is, since four
  /// letters are enough; but whole words come first.
  static func of(_ typed: TypedWords.Word) -> [UInt16] {
    guard lengths.contains(typed.length) else { return [] }
    let most = typed.length < 6 ? 1 : 2
    var found: [(rank: Int, number: UInt16)] = []
    for (number, word) in WordList.words.enumerated() {
      let length = WordList.length(of: word)
      var rank = 2 * slips(typed, word, length)
      if typed.length < length { rank = min(rank, 2 * slips(typed, word, typed.length) + 1) }
      if rank <= 2 * most + 1 { found.append((rank, UInt16(number))) }
    }
    // Stable: words of one rank stay in the order of the list.
    found.sort { ($0.rank, $0.number) < ($1.rank, $1.number) }
    return found.prefix(count).map(\.number)
  }

  /// The optimal string alignment distance between what was typed and the first `length` letters of `word`.
  private static func slips(_ typed: TypedWords.Word, _ word: UInt64, _ length: Int) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...length)
    for row in 1...typed.length {
      var current = [row]
      for column in 1..<(length + 1) {
        let (left, right) = (typed.letter(row - 1), WordList.letter(column - 1, of: word))
        var best = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (left == right ? 0 : 1))
        if row > 1, column > 1, left == WordList.letter(column - 2, of: word), typed.letter(row - 2) == right {
          best = min(best, beforeLast[column - 2] + 1)
        }
        current.append(best)
      }
      beforeLast = last
      last = current
    }
    return last[length]
  }
}
