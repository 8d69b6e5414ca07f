import DaemonAPI
import Files
import Glibc
import GnuTLS
import Platform

/// The short-lived process behind `signet send --file`; see `FileDigest`.
public enum FileDigestWorker {
  /// The whole life of the process. It ends with 0 when it told how it went, well or badly.
  public static func run() -> Never {
    Hardening.apply()
    _ = fcntl(FileDigest.descriptor, F_SETFD, FD_CLOEXEC)
    let socket = LocalSocket(owning: FileDigest.descriptor)
    guard let task: FileDigest.Task = socket.receive() else { exit(ExitTable.usage) }
    let message: FileDigest.Message
    do {
      message = .done(sha256: Hex.text(of: try sha256(of: task.path)))
    } catch {
      message = .failed(ErrorReport(any: error))
    }
    do throws(SystemError) { try socket.send(message) } catch { _exit(1) }
    _exit(0)
  }

  /// Piece by piece: a file may be larger than the memory.
  private static func sha256(of path: String) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw FileError("opening", path, systemCode: errno) }
    defer { close(descriptor) }
    var state = DigestState(.sha256)
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let received = read(descriptor, &chunk, chunk.count)
      if received < 0 && errno == EINTR { continue }
      guard received >= 0 else { throw FileError("reading", path, systemCode: errno) }
      if received == 0 { return state.finish() }
      chunk.withUnsafeBytes { state.update(UnsafeRawBufferPointer(rebasing: $0[..<received])) }
    }
  }
}
