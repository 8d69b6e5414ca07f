import Glibc

/// The person's terminal, for what must not be read from standard input: passwords.
public enum Terminal {
  /// Whether somebody can be asked: there is a controlling terminal.
  public static var isPresent: Bool {
    let opened = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard opened >= 0 else { return false }
    close(opened)
    return true
  }

  /// Asks with `prompt` and reads one line with echo off, straight into a secret; the line end is not part of it.
  ///
  /// Backspace deletes a character, Ctrl-U the line; Ctrl-C and Ctrl-D on an empty line give up. Whatever happens the
  /// terminal is put back as it was.
  /// - Throws: `SystemError.noTerminal`, `cancelled`, `memoryUnavailable`.
  public static func readSecret(prompt: String) throws(SystemError) -> Secret {
    let (tty, settings) = try opened()
    defer { close(tty) }
    var before = settings
    var quiet = before
    // ISIG off too: a Ctrl-C that ended us here would leave the terminal without echo.
    quiet.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
    tcsetattr(tty, TCSAFLUSH, &quiet)
    defer {
      tcsetattr(tty, TCSAFLUSH, &before)
      show("\n", on: tty)
    }
    show(prompt, on: tty)
    return try readLine(from: tty)
  }

  /// The same, but what is typed is seen: for words that nobody can type blind. The terminal edits the line itself;
  /// Ctrl-C gives up, and so does Ctrl-D on an empty line.
  /// - Throws: `SystemError.noTerminal`, `cancelled`, `memoryUnavailable`.
  public static func readShown(prompt: String) throws(SystemError) -> Secret {
    let (tty, settings) = try opened()
    defer { close(tty) }
    var before = settings
    var shown = before
    // ISIG off: a Ctrl-C that ended us here would leave the words on the screen. It ends the line instead, and is read.
    shown.c_lflag = shown.c_lflag & ~tcflag_t(ISIG) | tcflag_t(ECHO | ICANON)
    withUnsafeMutableBytes(of: &shown.c_cc) { $0[Int(VEOL)] = 0x03 }
    // Not flushed: lines that were pasted together come one after the other.
    tcsetattr(tty, TCSADRAIN, &shown)
    defer { tcsetattr(tty, TCSADRAIN, &before) }
    show(prompt, on: tty)
    return try readLine(from: tty)
  }

  /// The terminal, to be closed, and its settings, to be put back.
  private static func opened() throws(SystemError) -> (tty: Int32, settings: termios) {
    let tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard tty >= 0 else { throw SystemError(.noTerminal, "there is no terminal to ask at", systemCode: errno) }
    var settings = termios()
    guard tcgetattr(tty, &settings) == 0 else {
      let code = errno
      close(tty)
      throw SystemError(.noTerminal, "the terminal cannot be set", systemCode: code)
    }
    return (tty, settings)
  }

  private static func readLine(from tty: Int32) throws(SystemError) -> Secret {
    var line = try SecretBuffer(limit: 64 * 1024)
    while true {
      var byte: UInt8 = 0
      let received = read(tty, &byte, 1)
      if received < 0 && errno == EINTR { continue }
      guard received == 1 else { throw SystemError(.cancelled, "the terminal went away") }
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        return line.finish()
      case 0x03:
        throw SystemError(.cancelled, "given up at the prompt")
      case 0x04:
        if line.count == 0 { throw SystemError(.cancelled, "given up at the prompt") }
      case 0x08, 0x7f:
        line.truncate(to: startOfLastCharacter(in: line))
      case 0x15:
        line.truncate(to: 0)
      default:
        // A password of over 64 KiB: what does not fit is not silently cut off.
        let stored = withUnsafeBytes(of: &byte) { line.append($0) }
        if !stored { throw SystemError(.cancelled, "the line is longer than 65536 bytes") }
      }
    }
  }

  /// UTF-8: a character starts at the last byte that is no continuation byte.
  private static func startOfLastCharacter(in line: borrowing SecretBuffer) -> Int {
    line.withBytes { bytes in
      var index = bytes.count
      while index > 0 {
        index -= 1
        if bytes[index] & 0xc0 != 0x80 { break }
      }
      return index
    }
  }

  private static func show(_ text: String, on tty: Int32) {
    var text = text
    // A prompt that cannot be shown does no harm: the read after it still works.
    _ = text.withUTF8 { write(tty, $0.baseAddress, $0.count) }
  }
}
