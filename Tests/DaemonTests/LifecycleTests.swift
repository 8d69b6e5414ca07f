import DaemonAPI
import Files
import Glibc
import Platform
import Testing

extension RealDaemonTests {
  @Suite(.serialized) struct LifecycleTests {
    @Test func `socket, folder and log are for their owner alone`() async throws {
      let daemon = try await RunningDaemon()
      #expect(try mode(daemon.client.location.socketPath) == 0o600)
      #expect(try mode(daemon.home("accounts")) == 0o700)
      #expect(try mode(daemon.home("data.key")) == 0o600)
      #expect(try mode(daemon.home("signetd.log")) == 0o600)
    }

    @Test func `a second daemon is refused and leaves the first one alone`() async throws {
      let daemon = try await RunningDaemon()
      let second = try ChildProcess(
        executable: RunningDaemon.program, arguments: ["--home", daemon.home.path, "--foreground"])
      #expect(second.wait() == .exited(status: ExitTable.refused))
      #expect(try await daemon.client.status().daemon.processId == daemon.processID)
    }

    @Test func `of ten who start it at once all are served by one`() async throws {
      let home = TemporaryHome()
      let ids = try await withThrowingTaskGroup(of: Int32.self) { group in
        for _ in 0..<10 {
          group.addTask {
            try await DaemonClient.connect(home: home.path, start: .executable(RunningDaemon.program))
              .status().daemon.processId
          }
        }
        return try await group.reduce(into: Set<Int32>()) { $0.insert($1) }
      }
      #expect(ids.count == 1)
      let daemon = try await RunningDaemon(home: home)
      #expect(ids.contains(daemon.processID))
    }

    @Test func `the socket that a killed daemon left is no hindrance`() async throws {
      let home = TemporaryHome()
      let first = try await RunningDaemon(home: home)
      kill(first.processID, SIGKILL)
      var status: Int32 = 0
      waitpid(first.processID, &status, 0)
      #expect(FileReader.exists(first.client.location.socketPath))
      let second = try await RunningDaemon(home: home)
      #expect(second.processID != first.processID)
    }

    @Test(arguments: [SIGTERM, SIGINT]) func `a signal ends it cleanly`(_ signal: Int32) async throws {
      let daemon = try await RunningDaemon()
      kill(daemon.processID, signal)
      var status: Int32 = -1
      waitpid(daemon.processID, &status, 0)
      #expect(status == 0)
      #expect(!FileReader.exists(daemon.client.location.socketPath))
    }

    @Test func `stop answers, and then nobody is there`() async throws {
      let daemon = try await RunningDaemon()
      #expect(try await daemon.client.stop().stopping)
      #expect(!DaemonLauncher.isRunning(at: daemon.client.location))
    }

    @Test func `a path that is too long for a socket is told as such`() async throws {
      let home = TemporaryHome()
      let long = home(String(repeating: "x", count: 120))
      await #expect(throws: ErrorReport(SystemError(.socketPathTooLong, ""))) {
        _ = try await DaemonClient.connect(home: long, start: .executable(RunningDaemon.program))
      }
    }

    @Test func `a worker that waits ends with its daemon, and its socket too`() async throws {
      let home = TemporaryHome()
      let daemon = try await RunningDaemon(home: home)
      var operation = try await daemon.client.restore(RestoreRequest(path: Fixture.jami("ascii.gz")))
      while operation.state == .running {
        operation = try await daemon.client.operation(operation.id, after: operation.revision, waitingSeconds: 10)
      }
      let socket = try #require(operation.socket)
      kill(daemon.processID, SIGKILL)
      for _ in 0..<500 where FileReader.exists(socket) { usleep(10_000) }
      #expect(!FileReader.exists(socket))
      // The next one gets the lock only when the worker has let go of it.
      let next = try await RunningDaemon(home: home)
      #expect(try await next.client.status().operations == 0)
    }

    private func mode(_ path: String) throws -> UInt32 { try FileReader.status(path).mode }
  }
}
