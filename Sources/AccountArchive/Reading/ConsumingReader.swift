import Platform

/// Reads the middle of a secret buffer and gives its memory back on the way, so that an encrypted text and what
/// inflates from it are never both there in full.
final class ConsumingReader: ByteReader {
  private var buffer: SecretBuffer
  private var position: Int
  private let end: Int

  /// - Parameter range: what is read; what lies outside is forgotten with it.
  init(_ buffer: consuming SecretBuffer, range: Range<Int>) {
    self.buffer = buffer
    position = range.lowerBound
    end = range.upperBound
  }

  /// Bytes not read yet: memory that is still held.
  var remaining: Int { end - position }

  func read(into room: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    let count = min(room.count, remaining)
    let start = position
    buffer.withBytes { room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<(start + count)])) }
    position += count
    buffer.release(consumed: position)
    return count
  }
}
