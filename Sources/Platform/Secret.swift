import Glibc

/// Bytes that must not be copied, printed or left behind: passwords, private keys, opened archives.
///
/// They live in locked pages, long ones in pages of their own and short ones in places of a `SecretArena`, and are wiped
/// when the last reference goes. There is no `description` and no `Codable`, and the bytes are reached only inside a
/// closure. Deliberate: a class, not a noncopyable struct. What must not be copied is the bytes, and a reference to them
/// can be stored, put into a list and handed to a task.
public final class Secret: @unchecked Sendable {  // Sendable: immutable after its initialiser returns.
  private enum Place {
    case pages(UnsafeMutableRawPointer, mapped: Int)
    case slot(SecretArena.Slot)

    /// Memory that is all zero.
    static func take(_ count: Int) throws(SystemError) -> Place {
      guard count > SecretArena.slotSize else { return .slot(try SecretArena.take()) }
      let size = SecretMemory.roundedToPages(count)
      let base = try SecretMemory.map(size)
      SecretMemory.lock(base, size)
      return .pages(base, mapped: size)
    }

    var base: UnsafeMutableRawPointer {
      switch self {
      case .pages(let base, _): base
      case .slot(let slot): slot.base
      }
    }

    func giveBack(used: Int) {
      switch self {
      case .pages(let base, let mapped): SecretMemory.wipeAndUnmap(base, used: used, mapped: mapped)
      case .slot(let slot): SecretArena.giveBack(slot)
      }
    }
  }

  private let place: Place

  /// Number of bytes.
  public let count: Int

  /// A secret of `count` bytes that `fill` writes. What `fill` throws is thrown on, and nothing is left behind.
  /// - Throws: `SystemError.memoryUnavailable`, or what `fill` throws.
  public init(count: Int, filling fill: (UnsafeMutableRawBufferPointer) throws -> Void) throws {
    let place = try Place.take(count)
    do {
      try fill(UnsafeMutableRawBufferPointer(start: place.base, count: count))
    } catch {
      place.giveBack(used: count)
      throw error
    }
    self.place = place
    self.count = count
  }

  /// A secret that takes over `mapped` bytes of pages, of which the first `count` are in use.
  init(adopting base: UnsafeMutableRawPointer, count: Int, mapped: Int) {
    place = .pages(base, mapped: mapped)
    self.count = count
  }

  deinit { place.giveBack(used: count) }

  /// A secret from bytes that are somewhere else already. The source stays as it is: wiping it is the caller's.
  /// - Throws: `SystemError.memoryUnavailable`.
  public convenience init(copying bytes: UnsafeRawBufferPointer) throws {
    try self.init(count: bytes.count) { $0.copyMemory(from: bytes) }
  }

  /// The same, from an array. Meant for test data and for bytes that were public a moment ago.
  /// - Throws: `SystemError.memoryUnavailable`.
  public convenience init(copying bytes: [UInt8]) throws {
    try self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
  }

  /// The bytes, for the length of `body`. Do not let the pointer out.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: place.base, count: count))
  }

  /// Whether both hold the same bytes, in a time that depends on their lengths only.
  public func matches(_ other: Secret) -> Bool {
    guard count == other.count else { return false }
    var difference: UInt8 = 0
    withBytes { left in other.withBytes { right in for index in 0..<count { difference |= left[index] ^ right[index] } }
    }
    return difference == 0
  }

  /// Bytes of secrets that the system would not lock into memory, since the process started. 0 is how it should be.
  public static var unlockedBytes: Int { SecretMemory.unlockedBytes }
}
