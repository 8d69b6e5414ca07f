import DaemonAPI
import Glibc
import Platform
import Synchronization

/// Tells the daemon how far the work is: at each step, and as a tick while a step takes long.
final class ProgressReporter: Sendable {
  /// A quarter of a second is promised; this leaves room for a busy machine.
  private static let tickMilliseconds: UInt32 = 150

  private struct State {
    var phase = Progress.Phase.starting
    var done = 0
    var total = 0
    var began = ContinuousClock.now
    var isSilent = true
  }

  private let channel: WorkerChannel
  private let state = Mutex(State())

  init(channel: WorkerChannel) { self.channel = channel }

  /// Starts the thread that ticks.
  /// - Throws: `SystemError.spawnFailed`.
  func start() throws(SystemError) {
    try OwnThread.start { [self] in
      while true {
        usleep(Self.tickMilliseconds * 1000)
        tell()
      }
    }
  }

  func enter(_ phase: Progress.Phase, done: Int = 0, total: Int = 0) {
    state.withLock { state in
      state = State()
      state.phase = phase
      state.done = done
      state.total = total
      state.isSilent = false
    }
    tell()
  }

  /// For the phase that makes keys; in any other it means nothing, and is passed over.
  func advance(to done: Int) {
    state.withLock { if $0.phase == .generatingKeys { $0.done = max($0.done, done) } }
    tell()
  }

  /// No ticks until the next phase: while it waits for secrets, nothing goes on.
  func pause() { state.withLock { $0.isSilent = true } }

  private func tell() {
    // Sent under the lock, so that no tick of an earlier phase overtakes `pause`.
    state.withLock { state in
      guard !state.isSilent else { return }
      let time = (ContinuousClock.now - state.began).components
      let milliseconds = Int(time.seconds) * 1000 + Int(time.attoseconds / 1_000_000_000_000_000)
      channel.send(.progress(Progress(state.phase, done: state.done, total: state.total, milliseconds: milliseconds)))
    }
  }
}
