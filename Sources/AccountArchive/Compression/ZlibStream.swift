import CZlib
import Glibc
import Platform

/// A zlib stream at a fixed place in memory (the library keeps a pointer to it), whose own memory is wiped when it
/// is freed: its window holds the last 32 KiB of an opened archive.
final class ZlibStream {
  enum Direction {
    case inflating
    case deflating
  }

  let raw: UnsafeMutablePointer<z_stream>
  private let direction: Direction

  /// - Parameter windowBits: 15 for zlib, 31 for gzip, 47 for either (zlib manual, inflateInit2).
  /// - Throws: `ArchiveError.libraryFailed`.
  init(_ direction: Direction, windowBits: Int32) throws(ArchiveError) {
    self.direction = direction
    raw = .allocate(capacity: 1)
    raw.initialize(to: z_stream())
    raw.pointee.zalloc = { _, items, size in ZlibMemory.allocate(Int(items) * Int(size)) }
    raw.pointee.zfree = { _, memory in ZlibMemory.free(memory) }
    let size = Int32(MemoryLayout<z_stream>.size)
    let status =
      switch direction {
      case .inflating: inflateInit2_(raw, windowBits, ZLIB_VERSION, size)
      case .deflating:
        deflateInit2_(raw, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
      }
    guard status == Z_OK else { throw Self.failure(status) }
  }

  deinit {
    switch direction {
    case .inflating: inflateEnd(raw)
    case .deflating: deflateEnd(raw)
    }
    raw.deinitialize(count: 1)
    raw.deallocate()
  }

  static func failure(_ status: Int32) -> ArchiveError {
    ArchiveError(.libraryFailed, "zlib refused to work (\(status))")
  }
}

/// Memory for zlib: it does not say how much it frees, so the size stands in front.
private enum ZlibMemory {
  private static let header = 16

  static func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    guard let base = malloc(size + header) else { return nil }
    base.storeBytes(of: size, as: Int.self)
    return base + header
  }

  static func free(_ memory: UnsafeMutableRawPointer?) {
    guard let memory else { return }
    let base = memory - header
    explicit_bzero(memory, base.load(as: Int.self))
    Glibc.free(base)
  }
}
