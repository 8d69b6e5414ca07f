/// A reader whose first bytes can be looked at before they are read.
final class PeekingReader: ByteReader {
  private let upstream: any ByteReader
  private let head = WipedMemory(count: 256)
  private var filled = 0
  private var taken = 0
  private var looked = false

  init(_ upstream: any ByteReader) { self.upstream = upstream }

  /// The first 256 bytes, or all when there are fewer. Only before anything is read.
  func withHead<Result>(_ body: (UnsafeRawBufferPointer) -> Result) throws(ArchiveError) -> Result {
    if !looked {
      looked = true
      while filled < head.bytes.count {
        let count = try upstream.read(into: UnsafeMutableRawBufferPointer(rebasing: head.bytes[filled...]))
        if count == 0 { break }
        filled += count
      }
    }
    return body(UnsafeRawBufferPointer(rebasing: head.bytes[..<filled]))
  }

  func read(into room: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    guard taken < filled else { return try upstream.read(into: room) }
    let count = min(room.count, filled - taken)
    room.copyMemory(from: UnsafeRawBufferPointer(rebasing: head.bytes[taken..<(taken + count)]))
    taken += count
    return count
  }
}
