import Glibc

/// An open file descriptor with one owner. Every call either does all that was asked or throws.
struct OpenFile: ~Copyable {
  /// -1 once closed.
  private var descriptor: Int32
  private let path: String

  init(_ path: String, flags: Int32, mode: mode_t = 0o600, doing: String) throws(FileError) {
    var opened: Int32
    repeat { opened = open(path, flags | O_CLOEXEC, mode) } while opened < 0 && errno == EINTR
    guard opened >= 0 else { throw FileError(doing, path, systemCode: errno) }
    descriptor = opened
    self.path = path
  }

  deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

  /// A short write is no error to the system: it is written on, and only an error or no progress at all ends it.
  func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var offset = 0
    while offset < bytes.count {
      // offset < count: the buffer has an address
      let written = Glibc.write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw FileError("writing", path, systemCode: written == 0 ? EIO : errno) }
      offset += written
    }
  }

  /// Deliberate: a failed fsync is a failed save and is never tried again. The kernel may have dropped the pages and
  /// report success the second time.
  func synchronise() throws(FileError) {
    guard fsync(descriptor) == 0 else { throw FileError("synchronising", path, systemCode: errno) }
  }

  /// Closes, and tells when the file system reports a late write error (NFS, quota).
  mutating func close() throws(FileError) {
    let result = Glibc.close(descriptor)
    let code = errno
    descriptor = -1
    guard result == 0 || code == EINTR else { throw FileError("closing", path, systemCode: code) }
  }

  func status() throws(FileError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError("examining", path, systemCode: errno) }
    return status
  }

  /// Reads into `buffer` until it is full or the file ends; the number of bytes read.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    var filled = 0
    while filled < buffer.count {
      // filled < count: the buffer has an address
      let received = Glibc.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
      if received < 0 && errno == EINTR { continue }
      guard received >= 0 else { throw FileError("reading", path, systemCode: errno) }
      if received == 0 { break }
      filled += received
    }
    return filled
  }
}
