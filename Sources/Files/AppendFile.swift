import Glibc
import Synchronization

/// A file that is appended to, line by line, and kept small: a log.
///
/// Deliberate: not replaced atomically like everything else. Nothing depends on its content, and losing its tail in a
/// crash loses no state.
public final class AppendFile: Sendable {
  private struct State: ~Copyable {
    var descriptor: Int32
    var size: Int
  }

  private let path: String
  private let limit: Int
  private let state: Mutex<State>

  /// Opens the file, or makes it with mode 0600.
  /// - Parameter limit: bytes at which it makes room: it becomes `PATH.1`, in place of the one before.
  /// - Throws: `FileError`.
  public init(path: String, limit: Int) throws(FileError) {
    self.path = path
    self.limit = limit
    let descriptor = try Self.open(path)
    state = Mutex(State(descriptor: descriptor, size: max(0, Int(lseek(descriptor, 0, SEEK_END)))))
  }

  deinit { state.withLock { _ = close($0.descriptor) } }

  /// Appends `line` and a line feed. What cannot be written (a full disk) is lost: it must not stop the work that the
  /// log tells about.
  public func append(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    state.withLock { state in
      if state.size + bytes.count > limit { makeRoom(&state) }
      let written = write(state.descriptor, bytes, bytes.count)
      if written > 0 { state.size += written }
    }
  }

  /// Where that fails, it goes on in the file that it has.
  private func makeRoom(_ state: inout State) {
    guard rename(path, path + ".1") == 0 else { return }
    do throws(FileError) {
      let fresh = try Self.open(path)
      close(state.descriptor)
      state = State(descriptor: fresh, size: 0)
    } catch {
      rename(path + ".1", path)
    }
  }

  private static func open(_ path: String) throws(FileError) -> Int32 {
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw FileError("opening", path, systemCode: errno) }
    return descriptor
  }
}
