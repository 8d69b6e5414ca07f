/// A sum of IDs modulo 2^256, each read as a little-endian number: what a fingerprint is made of.
///
/// It can be taken apart again: the sum of a range is that of all below its end less that of all below its start.
struct IDSum: Sendable, Equatable {
  /// The least significant limb first.
  private var limbs: (UInt64, UInt64, UInt64, UInt64)

  static let zero = IDSum(limbs: (0, 0, 0, 0))

  private init(limbs: (UInt64, UInt64, UInt64, UInt64)) { self.limbs = limbs }

  init(_ id: ItemID) {
    limbs = (id.words.0.byteSwapped, id.words.1.byteSwapped, id.words.2.byteSwapped, id.words.3.byteSwapped)
  }

  static func += (left: inout IDSum, right: IDSum) {
    var carry = false
    left.limbs.0 = add(left.limbs.0, right.limbs.0, &carry)
    left.limbs.1 = add(left.limbs.1, right.limbs.1, &carry)
    left.limbs.2 = add(left.limbs.2, right.limbs.2, &carry)
    left.limbs.3 = add(left.limbs.3, right.limbs.3, &carry)
  }

  static func -= (left: inout IDSum, right: IDSum) {
    var borrow = false
    left.limbs.0 = subtract(left.limbs.0, right.limbs.0, &borrow)
    left.limbs.1 = subtract(left.limbs.1, right.limbs.1, &borrow)
    left.limbs.2 = subtract(left.limbs.2, right.limbs.2, &borrow)
    left.limbs.3 = subtract(left.limbs.3, right.limbs.3, &borrow)
  }

  static func - (left: IDSum, right: IDSum) -> IDSum {
    var difference = left
    difference -= right
    return difference
  }

  /// 32 bytes, the least significant first.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64)
    for limb in [limbs.0, limbs.1, limbs.2, limbs.3] {
      for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: limb >> shift)) }
    }
    return bytes
  }

  static func == (left: IDSum, right: IDSum) -> Bool { left.limbs == right.limbs }

  private static func add(_ left: UInt64, _ right: UInt64, _ carry: inout Bool) -> UInt64 {
    let (first, overflow) = left.addingReportingOverflow(right)
    let (second, again) = first.addingReportingOverflow(carry ? 1 : 0)
    carry = overflow || again
    return second
  }

  private static func subtract(_ left: UInt64, _ right: UInt64, _ borrow: inout Bool) -> UInt64 {
    let (first, overflow) = left.subtractingReportingOverflow(right)
    let (second, again) = first.subtractingReportingOverflow(borrow ? 1 : 0)
    borrow = overflow || again
    return second
  }
}
