import GnuTLS

/// What two sets are compared by: the first 16 bytes of SHA-256 over the sum of the IDs and their number.
/// Negentropy protocol V1, "Fingerprint Algorithm".
struct Fingerprint: Sendable, Equatable {
  static let size = 16

  let bytes: [UInt8]

  /// As it came: 16 bytes.
  init(bytes: [UInt8]) { self.bytes = bytes }

  init(sum: IDSum, count: Int) {
    var input = sum.bytes
    Varint.append(UInt64(count), to: &input)
    bytes = Array(Digest.sha256.hash(input).prefix(Self.size))
  }
}

extension RangeTree {
  /// The fingerprint of the IDs of these ranks; O(log n).
  func fingerprint(of ranks: Range<Int>) -> Fingerprint {
    Fingerprint(sum: sum(ofFirst: ranks.upperBound) - sum(ofFirst: ranks.lowerBound), count: ranks.count)
  }
}
