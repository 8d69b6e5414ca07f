import DaemonAPI
import Glibc
import Platform

/// Asks the person at the terminal.
enum Prompt {
  /// The password that opens something.
  /// - Throws: `passwordNeeded` without a terminal, `cancelled`.
  static func password(for what: String) throws(ErrorReport) -> Secret {
    try secret("Password of \(what): ", orElse: "name a file with --password-file or --archive-key-file")
  }

  /// A new password, asked for twice; three times over when the two differ.
  /// - Throws: `passwordNeeded` without a terminal, `secretUnusable` for an empty one, `cancelled`.
  static func newPassword(for what: String) throws(ErrorReport) -> Secret {
    for _ in 0..<3 {
      let first = try secret(
        "New password for \(what): ", orElse: "name a file with --new-password-file, or say --no-password")
      guard first.count > 0 else { throw empty }
      if try secret("The same again: ", orElse: "").matches(first) { return first }
      Words.say("signet: the two are not the same")
    }
    throw ErrorReport(SystemError(.cancelled, "the two passwords differed three times"))
  }

  /// The PIN of a token.
  /// - Throws: `passwordNeeded` without a terminal, `cancelled`.
  static func tokenPIN() throws(ErrorReport) -> Secret {
    try secret("PIN of the token: ", orElse: "name a file with --token-pin-file")
  }

  /// An empty password would be none that looks like one.
  static var empty: ErrorReport {
    ErrorReport(
      CommandError(.secretUnusable, "an empty password protects nothing", hint: "say --no-password for none at all"))
  }

  /// Ends a command that would have to ask for a new password and cannot, before it has started anything.
  /// - Throws: `passwordNeeded` without a terminal.
  static func requireTerminal(orElse hint: String) throws(ErrorReport) {
    if !Terminal.isPresent { throw missing(hint) }
  }

  /// Whether the person typed `expected`. For what cannot be taken back.
  /// - Throws: `confirmationNeeded` without a terminal, or when something else was typed.
  static func confirm(_ question: String, expected: String) throws(ErrorReport) {
    guard isatty(STDIN_FILENO) == 1 else {
      throw ErrorReport(
        CommandError(
          .confirmationNeeded, "this cannot be taken back, and nobody is there to confirm it",
          hint: "look with --dry-run, then say --yes"))
    }
    Words.show(question)
    guard let typed = readLine(), typed == expected else {
      throw ErrorReport(
        CommandError(.confirmationNeeded, "that is not \(expected); nothing was changed", hint: "type it exactly"))
    }
  }

  private static func secret(_ prompt: String, orElse hint: String) throws(ErrorReport) -> Secret {
    do throws(SystemError) {
      return try Terminal.readSecret(prompt: prompt)
    } catch {
      throw error.kind == .noTerminal ? missing(hint) : ErrorReport(error)
    }
  }

  private static func missing(_ hint: String) -> ErrorReport {
    ErrorReport(
      CommandError(.passwordNeeded, "a password is needed, and there is no terminal to ask at", hint: hint))
  }
}
