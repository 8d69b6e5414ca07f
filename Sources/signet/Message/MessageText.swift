import DaemonAPI
import Platform

/// The text that the words of a command line make.
enum MessageText {
  /// Most bytes of a message.
  static let limit = 256 * 1024

  /// - Parameter words: joined by blanks; `-` alone stands for standard input.
  /// - Throws: `textRefused`.
  static func from(_ words: [String]) throws(ErrorReport) -> String {
    let text = words == ["-"] ? try StandardInput.text(limit: limit, as: "the text") : words.joined(separator: " ")
    guard text.utf8.count <= limit else {
      throw ErrorReport(CommandError(.textRefused, "the text has more than \(limit) bytes"))
    }
    return text
  }

  /// The same for a text that must say something.
  /// - Throws: `textRefused`.
  static func something(_ words: [String]) throws(ErrorReport) -> String {
    let text = try from(words)
    guard !text.isEmpty else { throw ErrorReport(CommandError(.textRefused, "there is no text to send")) }
    return text
  }
}
