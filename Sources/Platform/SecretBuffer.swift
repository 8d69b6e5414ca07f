import Glibc

/// A secret that grows: address space for `limit` bytes is taken at once, memory only as it is written, so it never
/// moves and leaves no copy behind. One owner; `finish()` hands the pages on without copying.
public struct SecretBuffer: ~Copyable {
  private let base: UnsafeMutableRawPointer
  private let mapped: Int
  private var locked = 0
  /// Bytes at the front whose memory went back to the system.
  private var released = 0

  /// The most bytes it can hold.
  public let limit: Int
  /// Bytes written.
  public private(set) var count = 0

  /// - Throws: `SystemError.memoryUnavailable`.
  public init(limit: Int) throws(SystemError) {
    mapped = SecretMemory.roundedToPages(limit)
    base = try SecretMemory.map(mapped)
    self.limit = limit
  }

  deinit {
    // Not from the very start: wiping pages that were given back would take their memory again.
    explicit_bzero(base + released, count - released)
    munmap(base, mapped)
  }

  /// Appends all of `bytes`, or nothing and returns false when they do not fit.
  public mutating func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= limit - count else { return false }
    guard let source = bytes.baseAddress else { return true }
    lockPages(upTo: count + bytes.count)
    (base + count).copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
    return true
  }

  /// Lets `body` write behind the present end, at most `room` bytes; it returns how many it wrote.
  public mutating func extend(
    room: Int, _ body: (UnsafeMutableRawBufferPointer) throws -> Int
  ) rethrows -> Int {
    let available = min(room, limit - count)
    lockPages(upTo: count + available)
    let written = try body(UnsafeMutableRawBufferPointer(start: base + count, count: available))
    precondition(written >= 0 && written <= available, "wrote outside the room given")
    count += written
    return written
  }

  /// Forgets what lies behind `newCount`, wiping it.
  public mutating func truncate(to newCount: Int) {
    precondition(newCount >= 0 && newCount <= count)
    explicit_bzero(base + newCount, count - newCount)
    count = newCount
  }

  /// The bytes, for the length of `body`.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// The bytes to change in place (to decrypt, to wipe), for the length of `body`.
  public mutating func withMutableBytes<Result, Failure: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeMutableRawBufferPointer(start: base, count: count))
  }

  /// Gives the memory of the first `consumed` bytes back, wiped; they read as zero from then on. For a reader that
  /// has used them up and must not hold input and output at once. Works in whole pages.
  public mutating func release(consumed: Int) {
    let whole = min(consumed, count) / SecretMemory.pageSize * SecretMemory.pageSize
    guard whole > released else { return }
    explicit_bzero(base + released, whole - released)
    munlock(base + released, whole - released)
    madvise(base + released, whole - released, MADV_DONTNEED)
    released = whole
  }

  /// The bytes as an immutable secret; the pages change owner, nothing is copied.
  public consuming func finish() -> Secret {
    precondition(released == 0, "a buffer that gave memory back cannot become a secret")
    let used = SecretMemory.roundedToPages(count)
    if used < mapped { munmap(base + used, mapped - used) }
    let secret = Secret(adopting: base, count: count, mapped: used)
    discard self
    return secret
  }

  /// In steps, so that a buffer that stays small locks little.
  private mutating func lockPages(upTo end: Int) {
    let step = 64 * 1024
    while locked < min(end, mapped) {
      let size = min(step, mapped - locked)
      SecretMemory.lock(base + locked, size)
      locked += size
    }
  }
}
