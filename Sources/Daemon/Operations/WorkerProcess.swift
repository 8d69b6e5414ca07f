import DaemonAPI
import Glibc
import Platform

/// A running worker, seen from the daemon: a process, a socket pair, and a thread of ours that reads from it.
final class WorkerProcess: Sendable {
  enum Event: Sendable {
    case message(WorkerMessage)
    /// The process is gone; nothing comes after this.
    case ended(ChildProcess.Ending)
  }

  /// How long a worker that was told to end may take before it is killed.
  private static let graceMilliseconds = 2000

  /// What the worker says, in order.
  let events: AsyncStream<Event>
  private let socket: LocalSocket
  private let process: ChildProcess

  /// Starts the worker: `executable worker`, with the socket as descriptor 3 and the lock as descriptor 4.
  ///
  /// Deliberate: the worker holds the daemon's lock of the data folder too. When the daemon is killed, the next one
  /// cannot begin before this worker has let go.
  /// - Throws: `SystemError.socketFailed`, `spawnFailed`.
  init(executable: String, lock: FileLock, task: WorkerTask) throws(SystemError) {
    let (ours, theirs) = try LocalSocket.pair()
    socket = ours
    // Moved up first, so that the numbers given to the child cannot overwrite each other on the way.
    let source = LocalSocket(owning: fcntl(theirs.descriptor, F_DUPFD_CLOEXEC, 64))
    let heldLock = LocalSocket(owning: fcntl(lock.descriptor, F_DUPFD_CLOEXEC, 64))
    process = try ChildProcess(
      executable: executable, arguments: ["worker"], environment: ChildEnvironment.entries(),
      descriptors: [(3, source.descriptor), (4, heldLock.descriptor)], newSession: true)
    let (events, continuation) = AsyncStream.makeStream(of: Event.self)
    self.events = events
    let process = self.process
    do throws(SystemError) {
      try ours.send(task)
      try OwnThread.start { Self.read(from: ours, process: process, into: continuation) }
    } catch {
      process.send(signal: SIGKILL)
      _ = process.wait()
      throw error
    }
  }

  /// Tells the worker to end: it sees its socket hang up. Its `ended` follows.
  func hangUp() { socket.shutDown() }

  func answer(_ answer: WorkerAnswer) {
    try? socket.send(answer)  // a worker that is gone needs no answer, and its end is told by `ended`
  }

  private static func read(
    from socket: LocalSocket, process: ChildProcess, into continuation: AsyncStream<Event>.Continuation
  ) {
    // Whatever breaks the stream (its end, garbage) is the end of the worker: it is hung up on and waited for.
    while let message: WorkerMessage = socket.receive() { continuation.yield(.message(message)) }
    socket.shutDown()
    if !process.ends(withinMilliseconds: graceMilliseconds) { process.send(signal: SIGKILL) }
    continuation.yield(.ended(process.wait()))
    continuation.finish()
  }
}
