import Glibc

/// Working memory that secrets pass through: on the heap, wiped before it goes back there.
final class WipedMemory {
  let bytes: UnsafeMutableRawBufferPointer

  init(count: Int) { bytes = .allocate(byteCount: count, alignment: 16) }

  deinit {
    Self.wipe(bytes)
    bytes.deallocate()
  }

  static func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    explicit_bzero(start, bytes.count)
  }
}
