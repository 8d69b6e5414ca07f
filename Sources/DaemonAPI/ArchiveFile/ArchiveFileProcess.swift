import Platform

/// Runs a worker for the command line itself: `signetd archive`, with a socket as descriptor 3. No daemon is needed.
///
/// Deliberate: not in this process. What parses hostile archives and holds passwords lives for one archive only, and
/// `signet` starts in half the time without the libraries that it takes.
public enum ArchiveFileProcess {
  /// Does `task` and returns once the worker has ended. Blocks.
  /// - Parameters:
  ///   - executable: path of `signetd`; nil for the one beside the running program.
  ///   - secrets: called with the slots that the worker waits for; blocks at a prompt if it likes.
  /// - Throws: the worker's error, what `secrets` threw, `spawnFailed`, `workerDied`.
  public static func run(
    _ task: ArchiveFileTask, executable: String? = nil,
    secrets: (_ slots: [SecretSlot]) throws(ErrorReport) -> [SecretSlot: HandedSecret]
  ) throws(ErrorReport) -> ArchiveFileResult {
    let worker = try OwnWorker("archive", executable: executable)
    // One that waits for a secret sees the end; one that writes ends as soon as the file is whole.
    defer { worker.end() }
    let socket = worker.socket
    do throws(SystemError) { try socket.send(task) } catch { throw died }
    while let message: ArchiveFileMessage = socket.receive(limit: ArchiveFileMessage.limit) {
      switch message {
      case .secretNeeded(let slots): try SecretSender.send(try secrets(slots), over: socket)
      case .done(let result): return result
      case .failed(let error): throw error
      }
    }
    throw died
  }

  private static var died: ErrorReport {
    ErrorReport(APIError(.workerDied, "the process that opens the archive ended without an answer"))
  }
}
