import Files
import Glibc

/// Where log lines go.
enum LogTarget: Sendable {
  /// Bytes of signetd.log before it makes room.
  static let limit = 1 << 20

  case file(AppendFile)
  case standardError

  func write(_ line: String) {
    switch self {
    case .file(let file): file.append(line)
    case .standardError:
      let text = line + "\n"
      // Nobody may be reading any more; then there is nobody to tell.
      _ = Glibc.write(2, text, text.utf8.count)
    }
  }
}
