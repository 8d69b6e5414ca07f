import Files
import Glibc
import Platform

/// A path with every link in it followed, so that it is the file behind a link that is replaced. The last part need not
/// exist.
struct RealPath {
  let text: String

  /// - Throws: `FileError.fileNotFound` when the folder it is in is not there, or when it is a link to nothing: that
  ///   may be a disk that is not mounted, and a file in its place would not be where the person looks for it.
  static func of(_ path: String) throws(FileError) -> RealPath {
    if let whole = resolved(path) { return RealPath(text: whole) }
    if isLink(path) {
      throw FileError(.fileNotFound, path: path, "\(path) is a link to something that is not there", systemCode: errno)
    }
    let parent = Folder.parent(of: path)
    guard let folder = resolved(parent) else {
      throw FileError(.fileNotFound, path: parent, "there is no folder \(parent)", systemCode: errno)
    }
    return RealPath(text: folder + "/" + path.split(separator: "/").suffix(1).joined())
  }

  func isInside(_ folder: RealPath) -> Bool { text == folder.text || text.hasPrefix(folder.text + "/") }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  private static func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }
}
