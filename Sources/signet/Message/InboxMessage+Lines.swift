import DaemonAPI
import Platform

extension InboxMessage {
  /// For `inbox`: who, when and which in the first line, then the text, then what is to be known about it.
  var lines: [String] {
    var lines = ["\(SafeText.line(heading)), \(timestamp), \(SafeText.line(id))"]
    let text = deleted ? "(deleted)" : text ?? ""
    lines += text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map {
      "  " + SafeText.line(String($0))
    }
    lines += remarks.map { "  - " + SafeText.line($0) }
    return lines
  }

  /// For `watch`: all in one line.
  var line: String {
    let text = deleted ? "(deleted)" : text ?? ""
    let extra = remarks.isEmpty ? "" : " (" + remarks.joined(separator: "; ") + ")"
    return SafeText.line("\(timestamp) \(id) \(heading): \(text)\(extra)")
  }

  private var heading: String {
    let author = own ? "You" : fromName ?? from
    return channelName.map { "\(author) in \($0)" } ?? author
  }

  /// Without the notes: the same ones would stand under nearly every message. `InboxReport` tells each of them once.
  private var remarks: [String] {
    var remarks: [String] = []
    if !verified { remarks.append("not verified") }
    if !own && contact != "active" { remarks.append(contact == "stranger" ? "a stranger" : contact + " contact") }
    if edited && !deleted { remarks.append("edited") }
    if contested { remarks.append("its author signed two messages of this name; the earlier stands") }
    remarks += files.map { file in
      "\(file.image ? "image" : "file") \(file.name): \(file.url)" + (file.sha256 == nil ? ", without a digest" : "")
    }
    remarks += reactions.map { "\($0.reaction) by \($0.from.count)" }
    if own, let state { remarks.append(state) }
    return remarks
  }
}
