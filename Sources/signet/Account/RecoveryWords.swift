import DaemonAPI

/// The recovery state in words.
enum RecoveryWords {
  /// How far the rehearsal of a kit is.
  static func progress(of kit: KitStatus?) -> String {
    guard let kit, let threshold = kit.threshold, let count = kit.count else { return sentence(for: kit?.state) }
    if kit.state == "kitRehearsed" {
      return "The recovery kit has been rehearsed: it works, and its seed is nowhere else."
    }
    let left = max(1, threshold - kit.rehearsed.count)
    return "\(kit.rehearsed.count) of \(count) share\(count == 1 ? "" : "s") rehearsed; \(left) more "
      + "\(left == 1 ? "is" : "are") needed before the kit counts as rehearsed: signet recovery rehearse"
  }

  /// - Parameter state: `none`, `kitMade` or `kitRehearsed`.
  static func sentence(for state: String?) -> String {
    switch state {
    case "kitMade":
      "Recovery: a kit was made and never rehearsed. Nobody knows yet whether it works: signet recovery rehearse"
    case "kitRehearsed":
      "Recovery: a kit was made and rehearsed."
    default:
      "Recovery: none. When this machine and its backups are gone, or the password is forgotten, so is the account. "
        + "Make a backup now: signet backup create FILE; and a recovery kit: signet recovery make"
    }
  }
}
