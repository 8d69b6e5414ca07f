import DaemonAPI
import Glibc
import Platform

extension Prompt {
  /// Whether a person types on standard input.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && Words.errorIsTerminal }

  /// One line that the person types, without blanks around it; nil when nothing was.
  static func line(_ question: String) -> String? {
    Words.show(question)
    let typed = readLine().map { $0.split(separator: " ").joined(separator: " ") }
    return typed?.isEmpty == false ? typed : nil
  }
}
