import Glibc
import Synchronization

/// Places for short secrets, above all keys, in pages that are mapped and locked once and then kept.
///
/// A secret in pages of its own costs three system calls and a page fault, more than the encryption that a content key
/// is made for. Places are locked into memory, kept out of core dumps and wiped like such pages. What differs: the page
/// of a secret that went stays mapped, so that a pointer that was let out of `withBytes` reads zeros or another secret
/// instead of ending the process; and secrets are neighbours, so that only what runs over the ends of a slab, and not
/// what runs over the end of a secret, meets a page that cannot be touched.
enum SecretArena {
  /// Where one secret is.
  struct Slot: @unchecked Sendable {  // Sendable: an address; who reads and writes there is its owner's business.
    let base: UnsafeMutableRawPointer
    fileprivate let slab: Int
  }

  private struct Slab: @unchecked Sendable {  // Sendable: as above.
    let base: UnsafeMutableRawPointer
    /// A bit for each place that nobody has.
    var free = UInt64.max
  }

  private struct State: Sendable {
    var slabs: [Slab] = []
    /// No slab before this one has a free place.
    var firstFree = 0
  }

  /// Bytes of the longest secret that is kept here.
  static let slotSize = 256
  /// As many as there are bits in `Slab.free`: 16 KiB, which also the 64 KiB that older systems let a process lock hold.
  private static let slots = UInt64.bitWidth

  private static let state = Mutex(State())

  /// A place that is all zero.
  /// - Throws: `SystemError.memoryUnavailable`.
  static func take() throws(SystemError) -> Slot {
    try state.withLock { (state) throws(SystemError) in
      while state.firstFree < state.slabs.count, state.slabs[state.firstFree].free == 0 { state.firstFree += 1 }
      if state.firstFree == state.slabs.count { state.slabs.append(Slab(base: try mapSlab())) }
      let bit = state.slabs[state.firstFree].free.trailingZeroBitCount
      state.slabs[state.firstFree].free &= ~(1 << UInt64(bit))
      return Slot(base: state.slabs[state.firstFree].base + bit * slotSize, slab: state.firstFree)
    }
  }

  /// Wipes a place and lets others have it. Slabs stay: what was needed once will be again.
  static func giveBack(_ slot: Slot) {
    // All of it, whatever its secret's length was: a free place is all zero.
    explicit_bzero(slot.base, slotSize)
    state.withLock { state in
      let bit = (slot.base - state.slabs[slot.slab].base) / slotSize
      state.slabs[slot.slab].free |= 1 << UInt64(bit)
      state.firstFree = min(state.firstFree, slot.slab)
    }
  }

  /// Pages for a slab, between two that cannot be touched.
  private static func mapSlab() throws(SystemError) -> UnsafeMutableRawPointer {
    let size = SecretMemory.roundedToPages(slots * slotSize)
    let page = SecretMemory.pageSize
    let mapped = try SecretMemory.map(size + 2 * page)
    // A hint, like those in `map`: without it a run over the end is not caught, and nothing else changes.
    _ = mprotect(mapped, page, PROT_NONE)
    _ = mprotect(mapped + page + size, page, PROT_NONE)
    SecretMemory.lock(mapped + page, size)
    return mapped + page
  }
}
