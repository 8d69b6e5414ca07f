import Platform

/// A worker that the command line starts for itself: `signetd MODE`, with a socket as its descriptor 3.
struct OwnWorker {
  /// Descriptor of the worker's socket.
  static let descriptor: Int32 = 3

  let socket: LocalSocket
  private let process: ChildProcess

  /// - Parameter executable: path of `signetd`; nil for the one beside the running program.
  /// - Throws: `spawnFailed`.
  init(_ mode: String, executable: String?) throws(ErrorReport) {
    do throws(SystemError) {
      let (ours, theirs) = try LocalSocket.pair()
      socket = ours
      process = try ChildProcess(
        executable: executable ?? DaemonLauncher.besideThisProgram("signetd"), arguments: [mode],
        environment: ChildEnvironment.entries(), descriptors: [(Self.descriptor, theirs.descriptor)])
    } catch {
      throw ErrorReport(
        code: error.code, reason: error.reason,
        hint: error.kind == .spawnFailed ? "install signetd beside signet" : error.hint)
    }
  }

  /// Hangs up, and waits until it has ended. Blocks.
  func end() {
    socket.shutDown()
    _ = process.wait()
  }
}
