import Platform

extension SecretBuffer {
  /// Appends all that `reader` has. `check` hears after each piece how many bytes there are.
  /// - Throws: what the reader and `check` throw.
  mutating func fill(
    from reader: any ByteReader, check: (_ held: Int) throws(ArchiveError) -> Void = { _ in }
  ) throws(ArchiveError) {
    var ended = false
    while !ended {
      do {
        let before = count
        _ = try extend(room: 64 << 10) { try reader.read(into: $0) }
        ended = count == before
        try check(count)
      } catch let error as ArchiveError {
        throw error
      } catch {
        throw ArchiveError(.libraryFailed, "\(error)")
      }
    }
  }
}
