import DaemonAPI
import Glibc

/// The program that this process runs.
enum OwnExecutable {
  /// Its path. After an upgrade has put another file there, the link that still leads to ours: a worker must be of the
  /// same version as its daemon.
  static var path: String {
    let link = "/proc/self/exe"
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = readlink(link, &buffer, Int(PATH_MAX))
    guard length > 0 else { return link }
    let path = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.hasSuffix(" (deleted)") ? link : path
  }
}
