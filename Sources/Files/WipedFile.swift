import Glibc

/// Files whose content nobody is to read again.
public enum WipedFile {
  private static let chunk = 64 << 10

  /// Writes zeros over all of the file, makes that durable, and removes it. One that is not there is gone already.
  ///
  /// What a copy-on-write file system, or the disk itself, keeps of the old content is out of our hands.
  /// - Throws: `FileError`; `notAFile` for what is no regular file, which is left alone.
  public static func remove(_ path: String) throws(FileError) {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      guard errno == ENOENT else { throw FileError("examining", path, systemCode: errno) }
      return
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(.notAFile, path: path, "\(path) is no file") }
    var file = try OpenFile(path, flags: O_WRONLY | O_NOFOLLOW, doing: "opening")
    let zeros = [UInt8](repeating: 0, count: chunk)
    var left = Int(status.st_size)
    while left > 0 {
      let count = min(left, chunk)
      try zeros.withUnsafeBytes { raw in
        Result { () throws(FileError) in try file.write(UnsafeRawBufferPointer(rebasing: raw[..<count])) }
      }.get()
      left -= count
    }
    try file.synchronise()
    try file.close()
    guard unlink(path) == 0 else { throw FileError("removing", path, systemCode: errno) }
    try Folder.synchronise(Folder.parent(of: path))
  }
}
