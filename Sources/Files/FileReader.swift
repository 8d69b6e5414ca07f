import Glibc
import Platform

/// Reads whole files of bounded size. A link, a folder or a device in place of a file is refused: reading one that
/// never ends, or that somebody swapped, is not what a caller means.
public enum FileReader {
  /// - Parameter limit: most bytes taken.
  /// - Throws: `FileError.fileNotFound`, `notAFile`, `fileTooLarge`, `permissionDenied`, `fileFailed`.
  public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let file = try openPlain(path)
    let size = try sizeOf(file, path, limit)
    var bytes = [UInt8](repeating: 0, count: size + 1)
    let count = try bytes.withUnsafeMutableBytes { raw in
      Result { () throws(FileError) in try file.read(into: raw) }
    }.get()
    guard count <= size else { throw grew(path) }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// The same into locked memory that is wiped; no copy stays behind.
  /// - Throws: `FileError` as above; `fileFailed` also when there is no memory for it.
  public static func readSecret(_ path: String, limit: Int) throws(FileError) -> Secret {
    let file = try openPlain(path)
    let size = try sizeOf(file, path, limit)
    do {
      var buffer = try SecretBuffer(limit: size + 1)
      var failure: FileError?
      _ = buffer.extend(room: size + 1) { raw in
        do throws(FileError) { return try file.read(into: raw) } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      guard buffer.count <= size else { throw grew(path) }
      return buffer.finish()
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(.fileFailed, path: path, "no memory to read \(path)")
    }
  }

  /// Whether anything is at `path`, a dangling link included.
  public static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Size in bytes and modification time of a plain file.
  /// - Throws: `FileError.fileNotFound`, `notAFile`, `fileFailed`.
  public static func status(_ path: String) throws(FileError) -> (size: Int, modified: UnixTime, mode: UInt32) {
    var status = stat()
    guard lstat(path, &status) == 0 else { throw FileError("examining", path, systemCode: errno) }
    return (Int(status.st_size), UnixTime(seconds: Int64(status.st_mtim.tv_sec)), UInt32(status.st_mode) & 0o7777)
  }

  private static func openPlain(_ path: String) throws(FileError) -> OpenFile {
    // O_NONBLOCK: opening a named pipe must not hang; for plain files it has no effect.
    try OpenFile(path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY, doing: "opening")
  }

  private static func sizeOf(_ file: borrowing OpenFile, _ path: String, _ limit: Int) throws(FileError) -> Int {
    let status = try file.status()
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(.notAFile, path: path, "\(path) is not a plain file")
    }
    guard status.st_size <= limit else {
      throw FileError(
        .fileTooLarge, path: path, "\(path) has \(status.st_size) bytes; at most \(limit) are read")
    }
    return Int(status.st_size)
  }

  private static func grew(_ path: String) -> FileError {
    FileError(.fileFailed, path: path, "\(path) changed while it was read", hint: "try again")
  }
}
