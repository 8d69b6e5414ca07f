import Platform
import Recovery

/// Words of a recovery kit as somebody types them. A crash, or a promise that is broken, ends the run.
enum WordsParsers {
  static func run(_ input: [UInt8]) {
    guard let typed = try? Secret(copying: input) else { return }  // No memory is no fault of the parser.
    unknown(typed)
    guard let share = try? Share(reading: typed) else { return }  // Refused is fine.
    do {
      let words = try share.mnemonic().text()
      let again = try Share(reading: words)
      precondition(again.set == share.set && again.value.matches(share.value), "a share does not come back")
      let text = try again.mnemonic().text()
      precondition(text.matches(words), "a share has two texts")
      let unknown = try UnknownWord.all(in: words)
      precondition(unknown.isEmpty, "a word of ours is unknown")
    } catch {
      preconditionFailure("a share of ours is refused: \(error)")
    }
  }

  /// Positions ascend, and what is proposed instead is in the list.
  private static func unknown(_ typed: Secret) {
    guard let unknown = try? UnknownWord.all(in: typed) else { return }  // No memory.
    precondition(unknown.count <= 59 && zip(unknown, unknown.dropFirst()).allSatisfy { $0.position < $1.position })
    for word in unknown where word.nearest.count > 0 {
      precondition(
        (try? UnknownWord.all(in: word.nearest).isEmpty) == true, "a word that is not in the list is proposed")
    }
  }
}
