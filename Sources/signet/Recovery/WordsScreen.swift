import DaemonAPI
import Glibc
import Platform

/// The person's terminal while words are on it. They are shown on the terminal's other screen where it has one, which is
/// wiped and left at the end: nothing of them can be scrolled back to.
final class WordsScreen {
  private let hasOtherScreen = getenv("TERM").map { String(cString: $0) != "dumb" } ?? false
  private var isOpen = false

  /// A share, until the person says that it is written down.
  /// - Returns: false when they gave up.
  /// - Throws: `noTerminal`.
  func show(_ words: Secret, number: Int, count: Int, threshold: Int) throws(ErrorReport) -> Bool {
    let terminal = try open()
    defer { Glibc.close(terminal) }
    clear(terminal)
    say(terminal, Self.heading(number: number, count: count, threshold: threshold))
    ShareText.write(words, to: terminal)
    say(
      terminal,
      "\nWrite the words down by hand, with their numbers. They are shown this once.\n"
        + "No photo, no file, no cloud.\n")
    defer { clear(terminal) }
    return try give(up: { () throws(ErrorReport) in
      let typed = try self.line("When it is written down, press Enter (Ctrl-C gives up): ")
      return typed
    }) != nil
  }

  /// The words of a share as they are typed, in one line or in several; nil when the person gave up.
  /// - Throws: `wordsNeeded` without a terminal.
  func ask(gathered: Int, needed: Int?) throws(ErrorReport) -> Secret? {
    let terminal = try open()
    defer { Glibc.close(terminal) }
    let which = needed.map { "Share \(gathered + 1) of the \($0) that are needed" } ?? "The words of a share"
    say(
      terminal,
      "\(which). Four letters of each word are enough. Enter after any number of them;\n"
        + "an empty line ends a share that has other than 33 words. Ctrl-C gives up.\n")
    do {
      var typed = try SecretBuffer(limit: WordsLine.limit)
      while Self.count(typed) < Self.usualCount {
        let first = Self.count(typed) + 1
        guard let line = try give(up: { () throws(ErrorReport) in try self.line("from word \(first): ") }) else {
          clear(terminal)
          return nil
        }
        if line.count == 0 { break }
        let fits = line.withBytes { typed.append($0) }
        _ = [UInt8(ascii: " ")].withUnsafeBytes { typed.append($0) }
        if !fits { break }
      }
      clear(terminal)
      return typed.finish()
    } catch {
      throw ErrorReport(any: error)
    }
  }

  /// What was typed cannot be used: why, where, and what was probably meant.
  func refuse(_ error: ErrorReport, unknown: [Int], nearest: Secret) {
    guard let terminal = try? open() else { return }  // it was there a moment ago; the error comes as the end, too
    defer { Glibc.close(terminal) }
    say(terminal, "\(error.reason).\n")
    nearest.withBytes { bytes in
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      for (position, line) in zip(unknown, lines) where !line.isEmpty {
        say(terminal, "word \(position) may be: ")
        _ = Glibc.write(terminal, line.isEmpty ? nil : UnsafeRawBufferPointer(rebasing: line).baseAddress, line.count)
        say(terminal, "\n")
      }
    }
    if let hint = error.hint { say(terminal, "\(hint)\n") }
    say(terminal, "\n")
  }

  func accept(number: Int) {
    guard let terminal = try? open() else { return }  // a word of thanks; nothing hangs on it
    defer { Glibc.close(terminal) }
    say(terminal, "Share \(number) is good.\n")
  }

  /// Wipes and leaves the other screen.
  func close() {
    guard isOpen, hasOtherScreen, let terminal = try? open() else { return }  // no terminal any more: nothing to wipe
    say(terminal, "\u{1b}[2J\u{1b}[H\u{1b}[?1049l")
    Glibc.close(terminal)
    isOpen = false
  }

  private func open() throws(ErrorReport) -> Int32 {
    let terminal = Glibc.open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard terminal >= 0 else { throw TerminalWords.needed }
    if !isOpen && hasOtherScreen { say(terminal, "\u{1b}[?1049h\u{1b}[2J\u{1b}[H") }
    isOpen = true
    return terminal
  }

  private func clear(_ terminal: Int32) { if hasOtherScreen { say(terminal, "\u{1b}[2J\u{1b}[H") } }

  private func say(_ terminal: Int32, _ text: String) {
    var text = text
    // What cannot be shown is asked for all the same.
    _ = text.withUTF8 { Glibc.write(terminal, $0.baseAddress, $0.count) }
  }

  private func line(_ prompt: String) throws(ErrorReport) -> Secret {
    do throws(SystemError) { return try Terminal.readShown(prompt: prompt) } catch {
      throw error.kind == .noTerminal ? TerminalWords.needed : ErrorReport(error)
    }
  }

  /// Nil in place of the error that says that the person gave up.
  private func give(up body: () throws(ErrorReport) -> Secret) throws(ErrorReport) -> Secret? {
    do throws(ErrorReport) { return try body() } catch {
      if error.code == SystemError.Code.cancelled.rawValue { return nil }
      throw error
    }
  }

  private static let usualCount = 33

  private static func heading(number: Int, count: Int, threshold: Int) -> String {
    if count == 1 { return "The recovery kit: these words alone win the account back.\n\n" }
    return "Share \(number) of \(count) of the recovery kit; any \(threshold) of them win the account back.\n"
      + "Each on a sheet of its own, each in another place.\n\n"
  }

  /// How many words are in what was typed so far, roughly: runs of letters.
  private static func count(_ typed: borrowing SecretBuffer) -> Int {
    typed.withBytes { bytes in
      var count = 0
      var isInside = false
      for byte in bytes {
        let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        if isLetter && !isInside { count += 1 }
        isInside = isLetter
      }
      return count
    }
  }
}
