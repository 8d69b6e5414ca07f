import DaemonAPI
import Files
import Glibc
import Platform

/// What comes from standard input, where a command was given `-`.
enum StandardInput {
  /// All of it.
  /// - Parameters:
  ///   - limit: most bytes taken; more are refused, not cut.
  ///   - what: what it is, for the error.
  /// - Throws: `textRefused`, `fileFailed`.
  static func read(limit: Int, as what: String) throws(ErrorReport) -> [UInt8] {
    let all = try readAll(upTo: limit)
    if all.count > limit { throw tooLong(what, limit) }
    return all
  }

  /// One byte more than allowed is read: what is longer is refused, not cut.
  private static func readAll(upTo limit: Int) throws(ErrorReport) -> [UInt8] {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let received = Glibc.read(STDIN_FILENO, &chunk, chunk.count)
      if received < 0 && errno == EINTR { continue }
      guard received >= 0 else { throw ErrorReport(FileError("reading", "standard input", systemCode: errno)) }
      all += chunk[..<received]
      if received == 0 || all.count > limit { return all }
    }
  }

  /// All of it as text; one line feed at the end is no part of it.
  /// - Throws: `textRefused`, `fileFailed`.
  static func text(limit: Int, as what: String) throws(ErrorReport) -> String {
    var bytes = try readAll(upTo: limit + 1)
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    if bytes.count > limit { throw tooLong(what, limit) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ErrorReport(CommandError(.textRefused, "\(what) is not UTF-8"))
    }
    return text
  }

  private static func tooLong(_ what: String, _ limit: Int) -> ErrorReport {
    ErrorReport(CommandError(.textRefused, "\(what) has more than \(limit) bytes"))
  }
}
