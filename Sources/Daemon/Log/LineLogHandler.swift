import Logging
import Platform

/// One line a message: time, level, text, metadata sorted by name.
///
/// Nothing secret can get here: a `Secret` has no text, and the daemon never holds a password or an archive.
struct LineLogHandler: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  let target: LogTarget

  subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = "\(UnixTime.now().text) \(event.level) \(event.message)"
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
    target.write(Self.onOneLine(line))
  }

  /// A path or a name may hold a line end; it must not forge a line.
  private static func onOneLine(_ text: String) -> String {
    var clean = ""
    for scalar in text.unicodeScalars {
      if scalar.properties.generalCategory == .control {
        clean += scalar.escaped(asASCII: true)
      } else {
        clean.unicodeScalars.append(scalar)
      }
    }
    return clean
  }
}

extension Logger {
  /// A logger that writes to `target` what is at least as grave as `level`.
  static func writing(to target: LogTarget, level: Logger.Level) -> Logger {
    Logger(label: "signetd") { _ in LineLogHandler(logLevel: level, target: target) }
  }
}
