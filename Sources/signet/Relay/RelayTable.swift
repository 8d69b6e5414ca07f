import DaemonAPI
import Platform

/// Relays as people see them.
enum RelayTable {
  static func show(_ relays: [RelayEntry]) {
    Answer.table(
      ["RELAY", "USE", "SCORE", "LOAD", "LOST", "ORIGIN", "ANSWERED"],
      relays.map { relay in
        [
          relay.url, relay.uses.isEmpty ? "send" : relay.uses.joined(separator: ","), fraction(relay.score),
          relay.load.map(fraction) ?? "-", String(relay.lost), relay.origin, relay.answeredAt?.text ?? "never",
        ]
      })
  }

  /// A warning where there is no choice.
  static func warnAboutCount(_ relays: [RelayEntry]) {
    switch relays.count {
    case 0: Words.warn("no relay is known, so nothing can be sent or fetched; add one with `signet relay add URL`")
    case 1:
      Words.warn("only one relay is known: it serves both ways, sees who writes to whom, and nothing can be confirmed")
    default: break
    }
  }

  /// Two decimals, 0 to 1.
  private static func fraction(_ value: Double) -> String {
    let hundredths = Int((min(max(value, 0), 1) * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
