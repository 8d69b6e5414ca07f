import CZlib
import Platform

/// Compresses what is written to it into secret memory.
final class DeflatingWriter {
  private let stream: ZlibStream
  private let staging = WipedMemory(count: 16 << 10)
  private var staged = 0
  private var output: SecretBuffer
  private var written = 0
  private let limit: Int

  /// - Parameters:
  ///   - compression: gzip for a file, zlib for what goes inside the encryption.
  ///   - limit: most bytes that may be written; what the reader would refuse is not made.
  /// - Throws: `ArchiveError.libraryFailed`.
  init(_ compression: ArchiveLayout.Compression, limit: Int) throws(ArchiveError) {
    self.limit = limit
    stream = try ZlibStream(.deflating, windowBits: compression == .gzip ? 15 + 16 : 15)
    do {
      output = try SecretBuffer(limit: limit + 2 << 20)
    } catch {
      throw ArchiveError(.libraryFailed, error.reason)
    }
  }

  /// - Throws: `ArchiveError.tooLarge`, `ArchiveError.libraryFailed`.
  func write(_ byte: UInt8) throws(ArchiveError) {
    if staged == staging.bytes.count { try flush(Z_NO_FLUSH) }
    staging.bytes[staged] = byte
    staged += 1
  }

  /// - Throws: `ArchiveError.tooLarge`, `ArchiveError.libraryFailed`.
  func write(_ bytes: UnsafeRawBufferPointer) throws(ArchiveError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      if staged == staging.bytes.count { try flush(Z_NO_FLUSH) }
      let piece = rest.prefix(staging.bytes.count - staged)
      UnsafeMutableRawBufferPointer(rebasing: staging.bytes[staged...]).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: piece))
      staged += piece.count
      rest = rest.dropFirst(piece.count)
    }
  }

  /// For texts without secrets.
  /// - Throws: `ArchiveError.tooLarge`, `ArchiveError.libraryFailed`.
  func write(_ text: String) throws(ArchiveError) {
    for byte in text.utf8 { try write(byte) }
  }

  /// Ends the stream and hands it out. Nothing may be written after it.
  /// - Throws: `ArchiveError.tooLarge`, `ArchiveError.libraryFailed`.
  func finish() throws(ArchiveError) -> Secret {
    try flush(Z_FINISH)
    return try Failures.wrap {
      try output.withBytes { bytes throws -> Secret in try Secret(copying: bytes) }
    }
  }

  private func flush(_ mode: Int32) throws(ArchiveError) {
    written += staged
    guard written <= limit else {
      throw ArchiveError(.tooLarge, "the archive would have more than \(limit >> 20) MiB of text")
    }
    let raw = stream.raw
    raw.pointee.next_in = staging.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    raw.pointee.avail_in = UInt32(staged)
    staged = 0
    var status = Z_OK
    repeat {
      let count = output.extend(room: 64 << 10) { room in
        raw.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        raw.pointee.avail_out = UInt32(room.count)
        status = deflate(raw, mode)
        return room.count - Int(raw.pointee.avail_out)
      }
      if status == Z_BUF_ERROR && count == 0 { break }
      guard status == Z_OK || status == Z_STREAM_END else { throw ZlibStream.failure(status) }
    } while raw.pointee.avail_out == 0 || (mode == Z_FINISH && status != Z_STREAM_END)
  }
}
