import DaemonAPI

/// The one line that tells how far an operation is. Nothing at all where standard error is no terminal.
final class ProgressLine {
  private let isShown: Bool
  private var last = ""

  init(json: Bool) { isShown = !json && Words.errorIsTerminal }

  func show(_ progress: Progress) {
    guard isShown, let text = Self.text(of: progress), text != last else { return }
    Words.show("\r\u{1b}[K" + text)
    last = text
  }

  /// Takes the line away: before anything else is written, and at the end.
  func clear() {
    guard isShown, !last.isEmpty else { return }
    Words.show("\r\u{1b}[K")
    last = ""
  }

  private static func text(of progress: Progress) -> String? {
    let what: String
    switch progress.phase {
    case .starting: what = "starting"
    case .waitingForSecrets, .waitingForDigits: return nil
    case .waitingForDevice: what = "waiting for the other device"
    case .waitingForKeys: what = "waiting until the account's keys are made"
    case .generatingKeys: what = "making keys"
    case .derivingKey: what = "deriving the archive key"
    case .readingArchive: what = "reading the archive"
    case .writing: what = "writing"
    case .readingBack: what = "reading back what was written"
    case .finishing: what = "finishing"
    }
    return progress.total > 0 ? "\(what): \(progress.done) of \(progress.total) …" : "\(what) …"
  }
}
