import FoundationEssentials
import Glibc
import Platform

/// What a starting daemon says over the descriptor named by `--ready-fd`: one byte when it listens, or why it does not.
///
/// With it whoever starts the daemon knows the instant at which it can be spoken to, and the true reason otherwise.
public enum ReadySignal {
  /// The byte that means "listening". No JSON begins with it.
  static let listening: UInt8 = 0x06

  /// Tells that the daemon listens, and closes `descriptor`.
  public static func tellListening(on descriptor: Int32) { tell([listening], on: descriptor) }

  /// Tells why the daemon ends, and closes `descriptor`.
  public static func tell(_ error: ErrorReport, on descriptor: Int32) {
    // Encoding three strings cannot fail; if it did, the silence would be read as `daemonStartFailed`.
    tell((try? JSONEncoder().encode(ErrorAnswer(error))).map { [UInt8]($0) } ?? [], on: descriptor)
  }

  private static func tell(_ bytes: [UInt8], on descriptor: Int32) {
    // Nobody may be listening any more; then there is nobody to tell.
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
  }

  /// Waits for what the daemon says. Blocks.
  /// - Throws: what the daemon told, or `daemonStartFailed` when it ended without a word or took over 30 seconds.
  static func wait(on descriptor: Int32) throws(ErrorReport) {
    var said: [UInt8] = []
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while said.first != listening {
      guard poll(&waiting, 1, 30_000) != 0 else { throw failed("it did not listen within 30 seconds") }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let received = read(descriptor, &chunk, chunk.count)
      if received < 0 && errno == EINTR { continue }
      guard received > 0 else { break }
      said += chunk[..<received]
    }
    if said.first == listening { return }
    // A daemon that crashed may have said half of it.
    if let answer = try? JSONDecoder().decode(ErrorAnswer.self, from: Data(said)) { throw answer.error }
    throw failed("it ended before it listened")
  }

  private static func failed(_ why: String) -> ErrorReport {
    ErrorReport(
      APIError(.daemonStartFailed, "the daemon could not be started: \(why)", hint: "run `signetd --foreground`"))
  }
}
