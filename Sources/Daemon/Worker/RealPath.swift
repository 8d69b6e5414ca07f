import Files
import Glibc
import Platform

/// A path with every link in it followed. The last part need not exist.
struct RealPath {
  private let text: String

  /// - Throws: `FileError` when the folder it is in is not there.
  static func of(_ path: String) throws(FileError) -> RealPath {
    if let whole = resolved(path) { return RealPath(text: whole) }
    let parent = Folder.parent(of: path)
    guard let folder = resolved(parent) else {
      throw FileError(.fileNotFound, path: parent, "there is no folder \(parent)", systemCode: errno)
    }
    return RealPath(text: folder + "/" + path.split(separator: "/").suffix(1).joined())
  }

  func isInside(_ folder: RealPath) -> Bool { text == folder.text || text.hasPrefix(folder.text + "/") }

  private static func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
