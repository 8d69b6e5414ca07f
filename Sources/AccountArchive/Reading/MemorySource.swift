import Platform

/// An archive in memory.
final class MemorySource: ArchiveSource {
  private let bytes: Secret
  private var offset = 0

  init(_ bytes: Secret) { self.bytes = bytes }

  var size: Int { bytes.count }

  func rewind() { offset = 0 }

  func read(into room: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    let count = min(room.count, bytes.count - offset)
    bytes.withBytes { room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + count)])) }
    offset += count
    return count
  }
}
