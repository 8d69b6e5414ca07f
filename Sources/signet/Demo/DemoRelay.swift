import DaemonAPI
import Files
import Glibc
import Platform

/// A relay of the demonstration: a `signet-relay` on a free loopback port, with a store of its own.
struct DemoRelay {
  /// `http://127.0.0.1:PORT`
  let url: String
  /// What was started, for show.
  let shown: String
  private let process: ChildProcess

  /// - Throws: `spawnFailed` where there is no relay beside this program.
  static func requireProgram() throws(ErrorReport) {
    if FileReader.exists(program) { return }
    throw ErrorReport(
      code: SystemError.Code.spawnFailed.rawValue, reason: "there is no signet-relay beside signet",
      hint: "install it there, or build it with `swift build --product signet-relay`")
  }

  /// Starts one and waits until it listens.
  /// - Parameters:
  ///   - store: the file that it keeps its packets in.
  ///   - peers: relays that run already.
  /// - Throws: `spawnFailed`, `stepFailed`.
  init(store: String, peers: [DemoRelay]) throws {
    try Self.requireProgram()
    var arguments = ["--listen", "127.0.0.1:0", "--store", "sqlite:" + store, "--allow-private-peers"]
    for peer in peers { arguments += ["--peer", peer.url] }
    let (child, output) = try Self.start(arguments)
    guard let address = Self.firstLine(of: output)?.split(separator: " ").last else {
      child.send(signal: SIGKILL)
      _ = child.wait()
      throw CommandError(.stepFailed, "signet-relay did not begin to listen")
    }
    process = child
    url = "http://" + address
    shown = "signet-relay " + arguments.joined(separator: " ")
  }

  /// Ends it and waits for its end.
  func stop() {
    process.send(signal: SIGTERM)
    if !process.ends(withinMilliseconds: 10_000) { process.send(signal: SIGKILL) }
    _ = process.wait()
  }

  private static var program: String { DaemonLauncher.besideThisProgram("signet-relay") }

  /// Deliberate: in our session, so that Ctrl-C at the terminal ends it with us.
  private static func start(_ arguments: [String]) throws(SystemError) -> (ChildProcess, LocalSocket) {
    let (output, outputEnd) = try LocalSocket.pair()
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(nothing) }
    let child = try ChildProcess(
      executable: program, arguments: arguments,
      descriptors: [(0, nothing), (1, outputEnd.descriptor), (2, nothing)])
    return (child, output)
  }

  /// `listening HOST:PORT`; nil when it ended without.
  private static func firstLine(of output: LocalSocket) -> String? {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while line.count < 1000 {
      let received = read(output.descriptor, &byte, 1)
      if received < 0 && errno == EINTR { continue }
      guard received == 1 else { return nil }
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return nil
  }
}
