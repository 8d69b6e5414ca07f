import Glibc
import Platform

/// An archive on disk, read from front to back in pieces.
final class FileSource: ArchiveSource {
  let size: Int
  private let descriptor: Int32
  private let path: String
  private var offset = 0

  /// - Throws: `ArchiveError.fileNotFound`, `permissionDenied`, `notAFile`, `fileFailed`.
  init(path: String) throws(ArchiveError) {
    // Not to wait for the other end where the path names a pipe; it is refused below.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.failure(errno, path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw Self.failure(code, path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw ArchiveError(.notAFile, "\(path) is not a file")
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  func rewind() { offset = 0 }

  func read(into room: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    while true {
      let count = pread(descriptor, room.baseAddress, room.count, off_t(offset))
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure(errno, path) }
      offset += count
      return count
    }
  }

  private static func failure(_ code: Int32, _ path: String) -> ArchiveError {
    let text = "\(path): \(SystemError.text(of: code))"
    switch code {
    case ENOENT, ENOTDIR: return ArchiveError(.fileNotFound, text)
    case EACCES, EPERM: return ArchiveError(.permissionDenied, text)
    case EISDIR: return ArchiveError(.notAFile, text)
    default: return ArchiveError(.fileFailed, text)
    }
  }
}
