import Glibc
import Identity
import Platform

/// What this machine is, for people.
enum MachinePlatform {
  /// For instance `Linux x86_64`.
  static var text: String {
    var names = utsname()
    guard uname(&names) == 0 else { return "unknown" }
    return [text(names.sysname), text(names.machine)].joined(separator: " ")
  }

  private static func text<Characters>(_ characters: Characters) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
