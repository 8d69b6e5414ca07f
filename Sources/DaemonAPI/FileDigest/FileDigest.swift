import Platform

/// SHA-256 of a file of any size, for the command line: `signetd digest` computes it, with a socket as descriptor 3.
///
/// Deliberate: not in this process, as with archives: the library that does it costs `signet` half of its start.
public enum FileDigest {
  /// Descriptor of the worker's socket.
  public static let descriptor = OwnWorker.descriptor

  /// What the worker is asked. It runs in the same folder.
  public struct Task: Codable, Sendable {
    public let path: String
  }

  /// What it answers.
  public enum Message: Codable, Sendable {
    /// 64 hex digits, lower case.
    case done(sha256: String)
    case failed(ErrorReport)
  }

  /// Blocks until it is done.
  /// - Parameter executable: path of `signetd`; nil for the one beside the running program.
  /// - Returns: 64 hex digits, lower case.
  /// - Throws: `fileNotFound`, `notAFile`, `permissionDenied`, `fileFailed`, `spawnFailed`, `workerDied`.
  public static func sha256(of path: String, executable: String? = nil) throws(ErrorReport) -> String {
    let worker = try OwnWorker("digest", executable: executable)
    defer { worker.end() }
    do throws(SystemError) { try worker.socket.send(Task(path: path)) } catch { throw died }
    let message: Message? = worker.socket.receive()
    switch message {
    case .done(let digest): return digest
    case .failed(let error): throw error
    case nil: throw died
    }
  }

  private static var died: ErrorReport {
    ErrorReport(APIError(.workerDied, "the process that reads the file ended without an answer"))
  }
}
