import CPlatform
import Glibc
import Synchronization

/// Pages for secrets: mapped apart from the heap, locked where the limit allows, kept out of core dumps, wiped.
///
/// Locking is best effort: the limit is 8 MiB on current systems and 64 KiB on older ones. What could not be locked
/// is counted, and `doctor` tells about it; it is still wiped and still not dumped.
enum SecretMemory {
  /// Bytes that should have been locked and were not, since the process started.
  private static let unlocked = Atomic<Int>(0)

  static var unlockedBytes: Int { unlocked.load(ordering: .relaxed) }

  static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

  static func roundedToPages(_ count: Int) -> Int { (max(count, 1) + pageSize - 1) / pageSize * pageSize }

  /// Address space only: a page costs memory when it is first written.
  static func map(_ size: Int) throws(SystemError) -> UnsafeMutableRawPointer {
    let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let mapped, mapped != MAP_FAILED else {
      throw SystemError(.memoryUnavailable, "\(size) bytes for a secret could not be mapped", systemCode: errno)
    }
    // Both are hints to the kernel that it may refuse (an old kernel): the wipe below does not depend on them.
    _ = madvise(mapped, size, MADV_DONTDUMP)
    return mapped
  }

  static func lock(_ base: UnsafeMutableRawPointer, _ size: Int) {
    if mlock(base, size) != 0 { unlocked.add(size, ordering: .relaxed) }
  }

  static func wipeAndUnmap(_ base: UnsafeMutableRawPointer, used: Int, mapped: Int) {
    explicit_bzero(base, used)
    munmap(base, mapped)
  }
}
