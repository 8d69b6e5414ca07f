import Glibc
import Platform
import Testing

/// A Python that has joserfc, which our output is held against; `make vectors` makes one.
enum Joserfc {
  /// Where it is; nil when none has it.
  static let python: String? = {
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    let places =
      ["\(Fixtures.repository)/.vectors/venv/bin/python3", "/usr/bin/python3"]
      + folders.split(separator: ":").map { "\($0)/python3" }
    return places.first { place in
      guard access(place, X_OK) == 0 else { return false }
      // What cannot be started has no joserfc.
      return (try? run(place, ["-c", "import joserfc"]))?.status == 0  // "No" is an answer here, not a loss.
    }
  }()

  /// Runs `program` and waits. `output` is what it wrote to standard output and error.
  static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
    let folder = try TemporaryFolder()
    let log = open("\(folder.path)/output", O_RDWR | O_CREAT, 0o600)
    defer { close(log) }
    let child = try ChildProcess(
      executable: program, arguments: arguments, descriptors: [(child: 1, ours: log), (child: 2, ours: log)])
    guard case .exited(let status) = child.wait() else { return (-1, "killed") }
    return (status, try Fixtures.bytes(at: "\(folder.path)/output").text)
  }
}

/// A folder that goes with this object.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/signet-tests-XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&template)))
  }

  deinit {
    // What is left in /tmp is no reason to fail a test.
    _ = try? ChildProcess(executable: "/bin/rm", arguments: ["-rf", path]).wait()
  }

  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = try #require(fopen("\(path)/\(name)", "w"))
    defer { fclose(file) }
    try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    return "\(path)/\(name)"
  }
}
