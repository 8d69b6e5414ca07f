import DaemonAPI
import Glibc
import Platform

/// Shows words of a recovery kit to the person, and asks for them: at the terminal itself, or from files where the
/// command line names some. Nothing of it is kept, and nothing goes anywhere but to the worker.
struct TerminalWords {
  /// Each holds the words of one share.
  var files: [String] = []
  /// Words are written to standard output, without asking whether they are written down.
  var prints = false

  /// - Throws: `wordsNeeded`, the file's errors.
  func talk(over line: WordsLine) throws(ErrorReport) {
    let screen = WordsScreen()
    defer { screen.close() }
    var rest = files[...]
    while let (turn, secret) = line.hear() {
      switch turn {
      case .show(let number, let count, let threshold):
        if prints {
          ShareText.print(secret, number: number, count: count)
          answer(line, .done)
        } else {
          let isDone = try screen.show(secret, number: number, count: count, threshold: threshold)
          answer(line, isDone ? .done : .givenUp)
        }
      case .ask(let gathered, let needed):
        if let file = rest.popFirst() {
          answer(line, .done, try SecretFile.words(at: file))
        } else if files.isEmpty {
          answer(line, try screen.ask(gathered: gathered, needed: needed))
        } else {
          throw Self.tooFew(gathered: gathered, needed: needed)
        }
      case .refused(let error, let unknown):
        // From files nothing can be typed again.
        if !files.isEmpty { throw error }
        screen.refuse(error, unknown: unknown, nearest: secret)
      case .accepted(let number):
        if files.isEmpty { screen.accept(number: number) }
      case .over: return
      }
    }
  }

  private func answer(_ line: WordsLine, _ words: Secret?) { answer(line, words == nil ? .givenUp : .done, words) }

  private func answer(_ line: WordsLine, _ answer: WordsAnswer, _ words: Secret? = nil) {
    try? line.answer(answer, words)  // a worker that is gone tells why as the operation's end
  }

  /// Ends a command that would have to ask for words and cannot, before it has started anything.
  /// - Throws: `wordsNeeded` without a terminal.
  func requireSource() throws(ErrorReport) {
    if files.isEmpty && !Terminal.isPresent { throw Self.needed }
  }

  static var needed: ErrorReport {
    ErrorReport(
      CommandError(
        .wordsNeeded, "words of the recovery kit are needed, and there is no terminal to ask at",
        hint: "name a file that holds a share with --words-file"))
  }

  private static func tooFew(gathered: Int, needed: Int?) -> ErrorReport {
    let count = needed.map { " of the \($0) that are needed" } ?? ""
    return ErrorReport(
      CommandError(
        .wordsNeeded, "the files hold \(gathered) share\(gathered == 1 ? "" : "s")\(count)",
        hint: "name more of them with --words-file"))
  }
}
