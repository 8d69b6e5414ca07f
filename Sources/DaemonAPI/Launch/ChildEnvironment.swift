import Glibc

/// The environment of the daemon and of its workers.
public enum ChildEnvironment {
  /// Ours, with the Swift runtime's backtracer off: it would print memory of a process that crashed.
  public static func entries() -> [String] {
    var entries: [String] = []
    var entry = environ
    while let text = entry.pointee {
      entries.append(String(cString: text))
      entry += 1
    }
    return entries.filter { !$0.hasPrefix("SWIFT_BACKTRACE=") } + ["SWIFT_BACKTRACE=enable=no"]
  }
}
