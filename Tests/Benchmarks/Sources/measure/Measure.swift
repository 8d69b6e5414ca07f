import Glibc

/// What is measured inside one process, each a subcommand that prints one line of JSON.
@main
struct Measure {
  static func main() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    let numbers = words.dropFirst().map { Int($0) ?? 0 }
    switch (words.first, numbers.count) {
    case ("sealing", 2): print(try SealingMeasure(recipients: numbers[0]).pairs(numbers[1]))
    case ("bare", 2): print(try SealingMeasure(recipients: 1).bareSeconds(times: numbers[0], threads: numbers[1]))
    case ("decode", 2): print(try DecodingMeasure.seconds(path: words[1], times: numbers[1]))
    case ("log", 2): print(try LogMeasure(entries: numbers[0]).pairs(numbers[1]))
    case ("reconcile", 2): print(try ReconcilingMeasure.line(stored: numbers[0], times: numbers[1]))
    default:
      print(
        "measure sealing RECIPIENTS PAIRS | bare TIMES THREADS | decode FILE TIMES | reconcile STORED TIMES"
          + " | log ENTRIES PAIRS")
      exit(64)
    }
  }
}

/// Processor time of this thread in seconds: a busy neighbour changes it far less than it changes the time on the wall.
func cpuSeconds(_ body: () throws -> Void) rethrows -> Double {
  let before = seconds(of: CLOCK_THREAD_CPUTIME_ID)
  try body()
  return seconds(of: CLOCK_THREAD_CPUTIME_ID) - before
}

func seconds(of clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Numbers as a JSON array.
func json(_ numbers: [Double]) -> String { "[" + numbers.map { "\($0)" }.joined(separator: ", ") + "]" }
