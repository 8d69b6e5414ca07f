import Glibc
import Logging
import Platform

/// One line a message on standard error: time, level, text, metadata sorted by name.
///
/// No packet, recipient or hash is ever logged, and no client's address: a relay's log must not say who talks to whom.
struct RelayLog: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = "\(UnixTime.now().text) \(event.level) \(event.message)"
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(value)" }
    // A peer's words may hold a line end; they must not forge a line.
    let text =
      String(line.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }) + "\n"
    // Nobody may be reading any more; then there is nobody to tell.
    _ = write(2, text, text.utf8.count)
  }
}
