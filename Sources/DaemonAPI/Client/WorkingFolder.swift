import Glibc

/// The folder that relative paths of the caller count from. The daemon's is another, so requests carry absolute paths.
public enum WorkingFolder {
  /// `path` as it is seen from everywhere.
  public static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }
}
