import Glibc
import Platform

/// Where a person's state and the socket of their daemon are, for the command line and the daemon alike.
///
/// `--home DIR`, else `SIGNET_HOME`, puts both under `DIR`, so that several people can run side by side. Otherwise the
/// state is in `$XDG_DATA_HOME/signet` or `~/.local/share/signet`, and the socket in `$XDG_RUNTIME_DIR/signet`, or
/// beside the state where there is no runtime folder. An empty or relative path in an XDG variable is ignored, as the
/// XDG Base Directory Specification wants it.
public struct DaemonLocation: Sendable, Hashable {
  /// Absolute, without a slash at the end.
  public let dataFolder: String
  /// The folder of the sockets; the same as `dataFolder` under a named home or without a runtime folder.
  public let runtimeFolder: String
  /// Whether a home was named.
  public let isNamed: Bool

  public var socketPath: String { runtimeFolder + "/signetd.sock" }
  /// Held by the daemon as long as it runs. It lies with the state: two daemons must never share that.
  public var lockPath: String { dataFolder + "/signetd.lock" }
  public var logPath: String { dataFolder + "/signetd.log" }

  /// - Parameters:
  ///   - home: the value of `--home`; a relative path counts from the working folder.
  ///   - variable: reads an environment variable.
  /// - Throws: `homeUnknown` when nothing says where the person's home is.
  public init(
    home: String?, variable: (String) -> String? = DaemonLocation.environment
  ) throws(ErrorReport) {
    func absolute(_ name: String) -> String? { variable(name).flatMap { $0.hasPrefix("/") ? $0 : nil } }
    if let named = [home, variable("SIGNET_HOME")].compactMap({ $0 }).first(where: { !$0.isEmpty }) {
      dataFolder = Self.trimmed(WorkingFolder.absolute(named))
      runtimeFolder = dataFolder
      isNamed = true
      return
    }
    guard let base = absolute("XDG_DATA_HOME") ?? absolute("HOME").map({ Self.trimmed($0) + "/.local/share" }) else {
      throw ErrorReport(APIError(.homeUnknown, "HOME is not set", hint: "name a folder with --home"))
    }
    dataFolder = Self.trimmed(base) + "/signet"
    runtimeFolder = absolute("XDG_RUNTIME_DIR").map { Self.trimmed($0) + "/signet" } ?? dataFolder
    isNamed = false
  }

  /// The process's own environment.
  public static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func trimmed(_ path: String) -> String {
    var rest = Substring(path)
    while rest.count > 1, rest.last == "/" { rest.removeLast() }
    return String(rest)
  }
}
