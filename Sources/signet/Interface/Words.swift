import Glibc

// The rules of the interface. Every command keeps them; the script tests hold it to them.
//
// - Data goes to standard output, words to people go to standard error. What a script would want to read is data.
// - With --json exactly one object goes to standard output, on one line, keys sorted, and nothing else. An error is
//   one too: {"error":{"code","reason","hint"}}.
// - An error is a line `signet: reason [code]`, then a line `hint: what to do` where there is something to do.
//   A warning is a line `signet: warning: …`. Sentences begin small after a prefix and have no full stop.
// - A command that has done what was asked says what it did, in one or two lines. It does not congratulate.
// - Secrets are asked for at the terminal itself (/dev/tty), with echo off, a new one twice. They are never taken from
//   an argument or the environment, where others can read them. Without a terminal and without a file the command ends
//   at once: it never waits for somebody who is not there.
// - Nothing about keys is confirmed with y or N. Either the command line says --yes, or the person types a part of
//   the ID of what will be gone.
// - Progress is one line on standard error that is rewritten, only where standard error is a terminal, and it is gone
//   at the end.
// - IDs are shown whole, in lower-case hex. Times are RFC 3339 in UTC for people, seconds since 1970 in JSON.
// - No colour, no symbols: the text says it. A QR code at a terminal is the exception: a camera wants black and white.
// - Text from others (names, messages, addresses) is shown by `SafeText`; with --json it is told exactly.
// - A command that goes on (watch) writes one line, or one object, for each thing that happens.

/// Writes to the two streams. Lines are written whole and at once, so nothing is left in a buffer.
enum Words {
  /// Lines of data on standard output, safe to be seen.
  static func data(_ lines: String) { exactly(SafeText.lines(lines)) }

  /// Data on standard output as it stands: JSON, or what this program drew.
  static func exactly(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  /// Lines to the person, on standard error, safe to be seen.
  static func say(_ lines: String) { write(SafeText.lines(lines) + "\n", to: STDERR_FILENO) }

  static func warn(_ sentence: String) { say("signet: warning: " + sentence) }

  /// Text as it stands, on standard error; for a line that will be rewritten.
  static func show(_ text: String) { write(text, to: STDERR_FILENO) }

  static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno != EINTR {
        // Data that nobody gets is a failure; words that nobody gets are not.
        if descriptor == STDOUT_FILENO { exit(1) }
        return
      }
    }
  }
}
