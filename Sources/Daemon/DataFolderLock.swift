import DaemonAPI
import Glibc
import Platform

/// The one lock that says whose the data folder is.
enum DataFolderLock {
  /// How long to wait for a worker whose daemon was killed: it holds the lock too, and is on its way out.
  private static let patienceMilliseconds = 3000

  /// - Throws: `APIError.daemonRunning`; `SystemError.lockUnavailable`.
  static func take(_ location: DaemonLocation) throws -> FileLock {
    for _ in 0..<(patienceMilliseconds / 20) {
      do throws(SystemError) {
        return try FileLock(path: location.lockPath)
      } catch {
        guard error.kind == .lockHeld else { throw error }
        if DaemonLauncher.isRunning(at: location) { break }
        usleep(20_000)
      }
    }
    throw APIError(
      .daemonRunning, "another daemon has \(location.dataFolder)", hint: "`signet daemon stop` ends it")
  }
}
