import DaemonAPI
import Files
import Glibc
import Platform

/// Reads passwords and keys from files that the command line names, straight into locked memory.
///
/// Deliberate: not `FileReader`. Here a pipe is welcome (`--password-file <(pass show jami)`, `/dev/stdin`), and the
/// person named the file a moment ago.
enum SecretFile {
  /// Bytes of a raw archive key that is not spelled in base64 or hex.
  private static let keySize = 32

  /// The file's bytes; at most one final LF is removed, nothing else.
  static func password(at path: String) throws(ErrorReport) -> HandedSecret {
    .password(try withoutFinalLineFeed(try read(path)))
  }

  /// A raw archive key: 32 bytes, or their base64 or hex; one final LF is no part of it. Whether it is one is told by
  /// the worker that uses it.
  static func key(at path: String) throws(ErrorReport) -> HandedSecret {
    var file = try read(path)
    // At exactly 32 bytes an LF is the key's own last byte.
    if file.count != keySize { file = try withoutFinalLineFeed(file) }
    return .key(file)
  }

  /// The words of a share, as they stand.
  static func words(at path: String) throws(ErrorReport) -> Secret {
    let words = try read(path)
    guard words.count <= WordsLine.limit else {
      throw ErrorReport(
        FileError(.fileTooLarge, path: path, "\(path) has more than \(WordsLine.limit) bytes"))
    }
    return words
  }

  private static func read(_ path: String) throws(ErrorReport) -> Secret {
    do {
      return try readAll(path)
    } catch {
      throw ErrorReport(any: error)
    }
  }

  private static func readAll(_ path: String) throws -> Secret {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw FileError("opening", path, systemCode: errno) }
    defer { close(descriptor) }
    // One byte more than allowed: a longer file is refused, not cut.
    var buffer = try SecretBuffer(limit: SecretSender.limit + 1)
    var isAtEnd = false
    while !isAtEnd && buffer.count < buffer.limit {
      _ = try buffer.extend(room: buffer.limit) { room in
        let received = Glibc.read(descriptor, room.baseAddress, room.count)
        if received < 0 && errno != EINTR { throw FileError("reading", path, systemCode: errno) }
        isAtEnd = received == 0
        return max(0, received)
      }
    }
    guard buffer.count <= SecretSender.limit else {
      throw FileError(.fileTooLarge, path: path, "\(path) has more than \(SecretSender.limit) bytes")
    }
    return buffer.finish()
  }

  private static func withoutFinalLineFeed(_ secret: Secret) throws(ErrorReport) -> Secret {
    guard secret.withBytes({ $0.last == UInt8(ascii: "\n") }) else { return secret }
    do {
      return try secret.withBytes { try Secret(copying: UnsafeRawBufferPointer(rebasing: $0.dropLast())) }
    } catch {
      throw ErrorReport(any: error)
    }
  }
}
