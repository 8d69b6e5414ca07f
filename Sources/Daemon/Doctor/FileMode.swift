import Glibc

/// The permission bits of whatever is at a path.
enum FileMode {
  /// Nil when nothing is there.
  static func of(_ path: String) -> UInt32? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return UInt32(status.st_mode) & 0o7777
  }
}
