import CZlib
import Platform

/// The inflated bytes of another reader's gzip or zlib stream, with a lid on bytes and on work.
final class InflatingReader: ByteReader {
  enum Format {
    case gzip
    /// zlib or gzip, told by the header: what Jami's reader does inside the encryption.
    case either
  }

  /// Whether something lies behind the end of the stream. Known once all is read.
  private(set) var hasTrailingBytes = false
  /// The form the stream turned out to have. Known once something is read.
  private(set) var compression = ArchiveLayout.Compression.none

  private let upstream: any ByteReader
  private let format: Format
  private let limit: Int
  private let stream: ZlibStream
  private let input = WipedMemory(count: 64 << 10)
  private var inputEnded = false
  private var ended = false
  private var produced = 0
  private var blocks = 0

  /// - Parameter limit: most bytes that may come out.
  /// - Throws: `ArchiveError.libraryFailed`.
  init(_ upstream: any ByteReader, format: Format, limit: Int) throws(ArchiveError) {
    self.upstream = upstream
    self.format = format
    self.limit = limit
    stream = try ZlibStream(.inflating, windowBits: format == .gzip ? 15 + 16 : 15 + 32)
  }

  /// - Throws: `ArchiveError.gzip`, `truncated`, `tooLarge`, and what the reader below throws.
  func read(into room: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    guard !ended, !room.isEmpty else { return 0 }
    let raw = stream.raw
    raw.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
    raw.pointee.avail_out = UInt32(room.count)
    while raw.pointee.avail_out > 0 && !ended {
      if raw.pointee.avail_in == 0 && !inputEnded { try refill() }
      // Block by block, so that blocks can be counted.
      try look(at: inflate(raw, Z_BLOCK))
    }
    let count = room.count - Int(raw.pointee.avail_out)
    produced += count
    guard produced <= limit else {
      throw ArchiveError(.tooLarge, "the archive inflates to more than \(Self.text(limit))")
    }
    return count
  }

  private func refill() throws(ArchiveError) {
    let count = try upstream.read(into: input.bytes)
    if compression == .none && count > 0 { compression = input.bytes[0] == 0x1F ? .gzip : .zlib }
    inputEnded = count == 0
    stream.raw.pointee.next_in = input.bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.raw.pointee.avail_in = UInt32(count)
  }

  private func look(at status: Int32) throws(ArchiveError) {
    switch status {
    case Z_OK:
      if stream.raw.pointee.data_type & 128 != 0 { blocks += 1 }
      guard blocks <= ArchiveLimits.deflateBlocks else {
        throw ArchiveError(.tooLarge, "a compressed stream has more than \(ArchiveLimits.deflateBlocks) blocks")
      }
    case Z_STREAM_END:
      ended = true
      if stream.raw.pointee.avail_in == 0 && !inputEnded { try refill() }
      hasTrailingBytes = stream.raw.pointee.avail_in > 0
    case Z_BUF_ERROR:
      guard inputEnded else { return }
      throw format == .gzip
        ? ArchiveError(.truncated, "the gzip stream is cut short", hint: "copy the file again from where it came from")
        : ArchiveError(.gzip, "the compressed text inside the encryption is cut short")
    case Z_DATA_ERROR, Z_NEED_DICT:
      let what = format == .gzip ? "the gzip stream" : "the compressed text inside the encryption"
      throw ArchiveError(.gzip, "\(what) is damaged: \(message(status))")
    default: throw ZlibStream.failure(status)
    }
  }

  /// zlib's own words: fixed texts, no content.
  private func message(_ status: Int32) -> String {
    if status == Z_NEED_DICT { return "it needs a dictionary" }
    guard let text = stream.raw.pointee.msg else { return "error \(status)" }
    return String(cString: text)
  }

  private static func text(_ bytes: Int) -> String {
    bytes % (1 << 20) == 0 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
  }
}
