/// The recovery state in words.
enum RecoveryWords {
  /// - Parameter state: `none`, `kitMade` or `kitRehearsed`.
  static func sentence(for state: String?) -> String {
    switch state {
    case "kitMade":
      "Recovery: a kit was made and never rehearsed. Nobody knows yet whether it works."
    case "kitRehearsed":
      "Recovery: a kit was made and rehearsed."
    default:
      "Recovery: none. When this machine and its backups are gone, or the password is forgotten, so is the account. "
        + "Make a backup now: signet backup create FILE"
    }
  }
}
