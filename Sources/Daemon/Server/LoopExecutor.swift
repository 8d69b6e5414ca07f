import NIOCore

/// Runs the task of a connection on the thread of its event loop.
///
/// What a handler does between two waits takes microseconds; on the tasks' own threads each of these pieces would have
/// to wake one up, and the answer the event loop again, which takes longer than all that they do. What blocks or takes
/// milliseconds is nowhere near: it runs in `BlockingWork` and `CPUWork`.
final class LoopExecutor: TaskExecutor {
  private let loop: any EventLoop

  init(_ loop: any EventLoop) { self.loop = loop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // From its own thread this wakes nobody up.
    loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
