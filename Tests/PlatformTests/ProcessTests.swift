import Glibc
import Platform
import Testing

struct ProcessTests {
  let folder = TemporaryFolder()

  @Test func aChildsEndIsTold() throws {
    #expect(try ChildProcess(executable: "/bin/sh", arguments: ["-c", "exit 7"]).wait() == .exited(status: 7))
    #expect(try ChildProcess(executable: "/bin/sh", arguments: ["-c", "kill -9 $$"]).wait() == .signalled(SIGKILL))
  }

  @Test func aMissingProgramIsAnErrorThatNamesIt() {
    let error = #expect(throws: SystemError.self) {
      _ = try ChildProcess(executable: "/nonexistent/program", arguments: [])
    }
    #expect(error?.description == "spawnFailed: /nonexistent/program could not be started: No such file or directory")
  }

  @Test func aDescriptorArrivesUnderTheNumberAskedFor() throws {
    let (ours, theirs) = try LocalSocket.pair()
    let child = try ChildProcess(
      executable: "/bin/sh", arguments: ["-c", "printf hello >&9"], descriptors: [(child: 9, ours: theirs.descriptor)])
    #expect(child.wait() == .exited(status: 0))
    var buffer = [UInt8](repeating: 0, count: 5)
    try buffer.withUnsafeMutableBytes { try ours.readExactly(into: $0) }
    #expect(String(decoding: buffer, as: UTF8.self) == "hello")
  }

  @Test func oneHolderOfALockAtATime() throws {
    let path = folder("lock")
    do {
      let first = try FileLock(path: path)
      let error = #expect(throws: SystemError.self) { _ = try FileLock(path: path) }
      #expect(error?.description == "lockHeld: another process holds the lock \(path)")
      withExtendedLifetime(first) {}
    }
    _ = try FileLock(path: path)
  }

  @Test func aHardenedProcessLeavesNoCoreAndCannotBeTraced() async {
    await #expect(processExitsWith: .signal(SIGSEGV)) {
      let failed = Hardening.apply()
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
      guard failed.isEmpty, limit.rlim_max == 0, umask(0) == 0o077 else { exit(1) }
      raise(SIGSEGV)
    }
  }
}
