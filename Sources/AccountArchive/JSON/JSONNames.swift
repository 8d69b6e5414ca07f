import Platform

/// Refuses objects in which a name occurs twice: readers differ in which of the two they believe.
enum JSONNames {
  /// - Throws: `ArchiveError.json`.
  static func check(_ object: Int, in index: JSONIndex, text: UnsafeRawBufferPointer) throws(ArchiveError) {
    var (count, bytes) = (0, 0)
    for member in index.children(of: object) {
      count += 1
      bytes += index.nameRange(of: member, in: text).count
    }
    // Comparing each with each is the faster way for the ordinary object, and only for that.
    let isSmall = count <= 8 && bytes <= 1024
    let repeated = isSmall ? compareAll(object, index, text) : compareHashes(object, count, index, text)
    guard let repeated else { return }
    let offset = index.nodes[repeated].name
    throw ArchiveError(.json, "a name occurs twice in one object, at byte \(offset) of the text")
  }

  private static func compareAll(_ object: Int, _ index: JSONIndex, _ text: UnsafeRawBufferPointer) -> Int? {
    for member in index.children(of: object) {
      for earlier in index.children(of: object) {
        if earlier == member { break }
        if same(earlier, member, index, text) { return member }
      }
    }
    return nil
  }

  private static func compareHashes(
    _ object: Int, _ count: Int, _ index: JSONIndex, _ text: UnsafeRawBufferPointer
  ) -> Int? {
    // A key of its own for each run, or names could be made to collide and cost quadratic time. The result does not
    // depend on it.
    let key = UInt64.random(in: 1 << 32..<prime)
    var hashes: [UInt64] = []
    hashes.reserveCapacity(count)
    for member in index.children(of: object) {
      let name = literal(member, index, text)
      hashes.append(hash(name, key: key) << 32 | UInt64(member))
    }
    hashes.sort()
    var first = 0
    for place in hashes.indices {
      if hashes[place] >> 32 != hashes[first] >> 32 { first = place }
      for earlier in first..<place {
        let (left, right) = (Int(hashes[earlier] & 0xFFFF_FFFF), Int(hashes[place] & 0xFFFF_FFFF))
        if same(left, right, index, text) { return max(left, right) }
      }
    }
    return nil
  }

  private static let prime: UInt64 = 1 << 61 - 1

  /// A polynomial in a secret `key`, modulo 2^61 - 1, of the decoded name; its low 32 bits count.
  private static func hash(_ literal: UnsafeRawBufferPointer, key: UInt64) -> UInt64 {
    var hash: UInt64 = 1
    for byte in JSONText(literal) {
      let product = hash.multipliedFullWidth(by: key)
      let sum = (product.low & prime) + (product.high << 3 | product.low >> 61) + UInt64(byte)
      hash = sum >= prime ? sum % prime : sum
    }
    return hash & 0xFFFF_FFFF
  }

  private static func same(_ left: Int, _ right: Int, _ index: JSONIndex, _ text: UnsafeRawBufferPointer) -> Bool {
    JSONText.equal(literal(left, index, text), literal(right, index, text))
  }

  private static func literal(
    _ member: Int, _ index: JSONIndex, _ text: UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: text[index.nameRange(of: member, in: text)])
  }
}
