import AccountArchive
import Benchmark
import CBareArgon2
import Glibc
import Platform

/// Opening an archive with a password against the bare key derivation that it cannot do without, turn by turn in one
/// process, so that a change of the machine's speed hits both alike. The figure is a ratio in thousandths.
let benchmarks: @Sendable () -> Void = {
  let ratio = BenchmarkMetric.custom("open a password archive : bare Argon2i, in thousandths (limit 1050)")
  Benchmark(
    "Archive",
    configuration: .init(
      metrics: [ratio], warmupIterations: 1, scalingFactor: .one, maxDuration: .seconds(300), maxIterations: 60)
  ) { benchmark in
    let fixture = archivePath()
    let password = try Secret(copying: Array("correct horse battery staple for developers".utf8))
    var bare = 0.0
    var opened = 0.0
    // Now the one first and now the other, so that neither has the warmer machine.
    for isBare in benchmark.currentIteration.isMultiple(of: 2) ? [true, false] : [false, true] {
      if isBare {
        bare = cpuSeconds { blackHole(bareDerivation(password)) }
      } else {
        opened = try cpuSeconds { blackHole(try ArchiveReader.open(path: fixture, secret: .password(password))) }
      }
    }
    benchmark.measurement(ratio, Int(opened / bare * 1000))
  }
}

/// Processor time of this thread: a busy neighbour changes it far less than it changes the time on the wall.
private func cpuSeconds(_ body: () throws -> Void) rethrows -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
  let before = now()
  try body()
  return now() - before
}

/// Jami's cost: Argon2i, 16 passes over 64 MiB, one lane, 32 bytes out.
private func bareDerivation(_ password: Secret) -> [UInt8] {
  var output = [UInt8](repeating: 0, count: 32)
  let salt = [UInt8](repeating: 0x41, count: 16)
  let result = password.withBytes { bytes in
    argon2i_hash_raw(16, 65536, 1, bytes.baseAddress, bytes.count, salt, salt.count, &output, output.count)
  }
  precondition(result == 0, "argon2i_hash_raw: \(result)")
  return output
}

private func archivePath(_ file: String = #filePath) -> String {
  // Tests/Benchmarks/Benchmarks/Archive/<this file>
  let root = file.split(separator: "/").dropLast(5)
  return "/" + root.joined(separator: "/") + "/Fixtures/jami/ascii.gz"
}
