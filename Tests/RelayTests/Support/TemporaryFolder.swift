import Files
import Glibc

/// A folder of a test's own, gone with the object.
final class TemporaryFolder: Sendable {
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
}
