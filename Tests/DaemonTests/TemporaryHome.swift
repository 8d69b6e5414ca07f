import Files
import Glibc

/// A home of a test's own, gone with the object. Short, so that the paths of sockets in it fit.
final class TemporaryHome: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/signet-test-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { buffer in
      // mkdtemp fails only where /tmp cannot be written, and then no test can run.
      String(cString: mkdtemp(buffer.baseAddress!)!)
    }
  }

  deinit {
    // What cannot be removed stays in /tmp; the test itself is not about that.
    do { try Folder.remove(path) } catch { print("left behind: \(error)") }
  }

  func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Name, mode and content of all state, without the daemon's own files and SQLite's index of its log.
  func tree() throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    try collect(path, "", &found)
    return found
  }

  private func collect(_ folder: String, _ prefix: String, _ found: inout [String: [UInt8]]) throws {
    for name in try Folder.list(folder) where !name.hasPrefix("signetd.") && !name.hasSuffix("-shm") {
      let path = folder + "/" + name
      if Folder.isFolder(path) {
        found[prefix + name + "/"] = []
        try collect(path, prefix + name + "/", &found)
      } else {
        found[prefix + name] = try FileReader.read(path, limit: 64 << 20)
      }
    }
  }
}

/// The repository's test data.
enum Fixture {
  static let folder = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/Fixtures"

  static func jami(_ name: String) -> String { folder + "/jami/" + name }
}
