import Glibc
import Platform
import Testing

/// Another program that our output is held against.
enum Tool {
  /// Where `name` is; nil when it is not installed.
  static func path(_ name: String) -> String? {
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return folders.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  static func exists(_ name: String) -> Bool { path(name) != nil }

  /// Runs it and waits. `output` is what it wrote to standard output and error.
  static func run(
    _ name: String, _ arguments: [String], environment: [String]? = nil
  ) throws -> (status: Int32, output: String) {
    let folder = try TemporaryFolder()
    let log = open("\(folder.path)/output", O_RDWR | O_CREAT, 0o600)
    defer { close(log) }
    let child = try ChildProcess(
      executable: #require(path(name), "\(name) is not installed"), arguments: arguments, environment: environment,
      descriptors: [(child: 1, ours: log), (child: 2, ours: log)])
    guard case .exited(let status) = child.wait() else { return (-1, "killed") }
    return (status, String(decoding: try folder.read("output"), as: UTF8.self))
  }
}

/// A folder that goes with this object.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/signet-tests-XXXXXX".utf8CString)
    path = String(cString: try #require(mkdtemp(&template)))
  }

  deinit { remove() }

  /// For a folder that a static variable holds, whose end never comes.
  func remove() {
    // What is left in /tmp is no reason to fail a test.
    _ = try? ChildProcess(executable: "/bin/rm", arguments: ["-rf", path]).wait()
  }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = try #require(fopen("\(path)/\(name)", "w"))
    defer { fclose(file) }
    try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    return "\(path)/\(name)"
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  func read(_ name: String) throws -> [UInt8] {
    let file = try #require(fopen("\(path)/\(name)", "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }
}
