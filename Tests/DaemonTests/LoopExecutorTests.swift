import NIOCore
import NIOPosix
import Testing

@testable import Daemon

@Suite struct LoopExecutorTests {
  @Test func `a connection's task is on its event loop's thread, also after it waited for others`() async throws {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let places = try await withThrowingTaskGroup(of: [Bool].self) { group in
      group.addTask(executorPreference: LoopExecutor(loop)) {
        let first = loop.inEventLoop
        let elsewhere = try await CPUWork.run { loop.inEventLoop }
        let second = loop.inEventLoop
        let further = try await BlockingWork.run { loop.inEventLoop }
        return [first, elsewhere, second, further, loop.inEventLoop]
      }
      return try await group.next()
    }
    #expect(places == [true, false, true, false, true])
  }
}
