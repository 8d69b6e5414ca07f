import Glibc
import Platform

/// The only place outside SQLite that writes a file: a temporary one in the same folder, then one rename.
///
/// Six steps, in this order: open with O_EXCL and mode 0600, write all, fsync, close, rename, fsync the folder. A
/// failure or a kill at any instant leaves the old file or the new one, never a mixture and never nothing. A temporary
/// file that a kill leaves behind begins with `.new-` and is swept by `Folder.sweep`.
public enum AtomicFile {
  /// Puts `bytes` at `path`, replacing what is there.
  ///
  /// When only the last step fails (the fsync of the folder) the new file is in place but not proved durable: the
  /// error is thrown all the same, because nothing may be acknowledged.
  /// - Throws: `FileError` with every code but `fileExists`.
  public static func replace(_ path: String, with bytes: UnsafeRawBufferPointer) throws(FileError) {
    let temporary = try write(bytes, beside: path)
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw FileError("replacing", path, systemCode: code)
    }
    try Folder.synchronise(Folder.parent(of: path))
  }

  public static func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
    try bytes.withUnsafeBytes { raw in Result { () throws(FileError) in try replace(path, with: raw) } }.get()
  }

  public static func replace(_ path: String, with secret: Secret) throws(FileError) {
    try secret.withBytes { (raw: UnsafeRawBufferPointer) throws(FileError) in try replace(path, with: raw) }
  }

  /// Puts `bytes` at `path` where nothing is yet. The check and the act are one system call (link(2)), so of two
  /// writers one wins and the other is told.
  /// - Throws: `FileError`, `fileExists` among its codes.
  public static func create(_ path: String, with bytes: UnsafeRawBufferPointer) throws(FileError) {
    let temporary = try write(bytes, beside: path)
    let linked = link(temporary, path)
    let code = errno
    unlink(temporary)
    guard linked == 0 else { throw FileError("creating", path, systemCode: code) }
    try Folder.synchronise(Folder.parent(of: path))
  }

  public static func create(_ path: String, with bytes: [UInt8]) throws(FileError) {
    try bytes.withUnsafeBytes { raw in Result { () throws(FileError) in try create(path, with: raw) } }.get()
  }

  public static func create(_ path: String, with secret: Secret) throws(FileError) {
    try secret.withBytes { (raw: UnsafeRawBufferPointer) throws(FileError) in try create(path, with: raw) }
  }

  /// Steps one to four: a complete, durable temporary file beside `path`, for a caller that must look at it (read it
  /// back, decrypt and compare) before it takes the place of `path` by `put`.
  /// - Returns: the temporary file's path.
  /// - Throws: `FileError`.
  public static func stage(_ bytes: UnsafeRawBufferPointer, beside path: String) throws(FileError) -> String {
    try write(bytes, beside: path)
  }

  public static func stage(_ secret: Secret, beside path: String) throws(FileError) -> String {
    try secret.withBytes { (raw: UnsafeRawBufferPointer) throws(FileError) in try write(raw, beside: path) }
  }

  /// Steps five and six for a staged file.
  /// - Throws: `FileError`; the staged file is gone then.
  public static func put(_ staged: String, at path: String) throws(FileError) {
    guard rename(staged, path) == 0 else {
      let code = errno
      unlink(staged)
      throw FileError("replacing", path, systemCode: code)
    }
    try Folder.synchronise(Folder.parent(of: path))
  }

  /// Gives a staged file up. Nothing depends on it, so a failure here is no failure of the operation.
  public static func discard(_ staged: String) { unlink(staged) }

  private static func write(_ bytes: UnsafeRawBufferPointer, beside path: String) throws(FileError) -> String {
    let temporary = Folder.temporaryName(beside: path)
    var file = try OpenFile(temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, doing: "creating")
    do {
      try file.write(bytes)
      try file.synchronise()
      try file.close()
    } catch {
      unlink(temporary)
      throw error
    }
    return temporary
  }
}
