import DaemonAPI
import Glibc
import Platform

/// One run of this program by itself: its status and what it wrote.
struct DemoRun {
  let status: Int32
  /// What went to standard output.
  let data: String
  /// What went to standard error, without the last line end.
  let words: String

  /// Both, as a person would see them.
  var shown: String { [Self.trimmed(data), words].filter { !$0.isEmpty }.joined(separator: "\n") }

  /// Runs to the end. There is nobody for it to ask: its standard input is empty and its session its own, so that it
  /// has no terminal.
  init(_ arguments: [String]) throws(SystemError) {
    let (child, output, error) = try Self.start(arguments)
    data = try Self.readAll(output)
    // Read after it: what a command says to people is far less than what the socket holds.
    words = Self.trimmed(try Self.readAll(error))
    switch child.wait() {
    case .exited(let status): self.status = status
    case .signalled(let signal): status = 128 + signal
    }
  }

  /// The writing ends go when this returns: the child has the only ones, and its end is the end of the streams.
  private static func start(
    _ arguments: [String]
  ) throws(SystemError) -> (child: ChildProcess, output: LocalSocket, error: LocalSocket) {
    let (output, outputEnd) = try LocalSocket.pair()
    let (error, errorEnd) = try LocalSocket.pair()
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(nothing) }
    let child = try ChildProcess(
      executable: DaemonLauncher.besideThisProgram("signet"), arguments: arguments,
      descriptors: [(0, nothing), (1, outputEnd.descriptor), (2, errorEnd.descriptor)], newSession: true)
    return (child, output, error)
  }

  private static func readAll(_ socket: LocalSocket) throws(SystemError) -> String {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let received = read(socket.descriptor, &chunk, chunk.count)
      if received < 0 && errno == EINTR { continue }
      guard received >= 0 else { throw SystemError(.socketFailed, "reading an answer failed", systemCode: errno) }
      if received == 0 { return String(decoding: all, as: UTF8.self) }
      all += chunk[..<received]
    }
  }

  private static func trimmed(_ text: String) -> String {
    var text = text
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}
