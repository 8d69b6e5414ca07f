import Glibc
import Platform

/// A real redis-server of a test's own on a Unix socket, with its log on disk after every write; both end with the
/// object.
final class RedisServer: Sendable {
  static let program: String? = {
    let places: [String] = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"]
    return places.first { access($0, X_OK) == 0 }
  }()

  let folder = TemporaryFolder()
  private let child: ChildProcess

  var address: String { "redis+unix:" + folder("socket") }

  init(maxMemory: String? = nil, durable: Bool = true) throws {
    guard let program = Self.program else { throw SystemError(.spawnFailed, "there is no redis-server") }
    var words = [
      "--port", "0", "--unixsocket", folder("socket"), "--dir", folder.path, "--save", "", "--daemonize", "no",
      "--logfile", folder("log"), "--appendonly", durable ? "yes" : "no", "--appendfsync", "always",
    ]
    if let maxMemory { words += ["--maxmemory", maxMemory] }
    child = try ChildProcess(executable: program, arguments: words)
    for _ in 0..<500 where access(folder("socket"), F_OK) != 0 { usleep(10_000) }
    // The file is there a moment before anybody listens at it.
    usleep(200_000)
  }

  deinit {
    child.send(signal: SIGKILL)
    // Waited for: a zombie would make Swift Testing's exit tests hang.
    _ = child.wait()
  }
}
