/// Something that bytes come out of, in order and once.
protocol ByteReader: AnyObject {
  /// Writes the next bytes into `room` and returns how many; 0 only at the end.
  func read(into room: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int
}

/// The bytes of an archive as they lie on disk or in memory.
protocol ArchiveSource: ByteReader {
  /// All bytes there are.
  var size: Int { get }
  /// Starts again at the first byte.
  func rewind()
}
