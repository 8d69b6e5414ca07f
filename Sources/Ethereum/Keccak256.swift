import CNettle

/// Keccak-256 as Ethereum uses it: the submission of 2011, not FIPS 202.
///
/// Deliberate: nettle has only SHA3-256, whose padding byte is 0x06; Ethereum kept the older 0x01. The permutation is
/// the same and nettle exports it (`sha3_permute` in `nettle/sha3.h`), so only the sponge around it is here.
enum Keccak256 {
  /// Bytes that one permutation takes in: 1600 bits less twice the 256 of the output.
  private static let rate = 136

  /// The 32-byte digest of `message`.
  static func hash(_ message: [UInt8]) -> [UInt8] {
    var padded = message + [0x01]
    padded += [UInt8](repeating: 0, count: (rate - padded.count % rate) % rate)
    padded[padded.count - 1] |= 0x80

    var state = sha3_state()
    for start in stride(from: 0, to: padded.count, by: rate) {
      absorb(padded[start..<start + rate], into: &state)
      nettle_sha3_permute(&state)
    }
    return withUnsafeBytes(of: &state.a) { lanes in
      // Lanes are numbers in memory, but bytes of the sponge are little-endian.
      (0..<4).flatMap { lane in
        let value = lanes.load(fromByteOffset: lane * 8, as: UInt64.self)
        return (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      }
    }
  }

  private static func absorb(_ block: ArraySlice<UInt8>, into state: inout sha3_state) {
    withUnsafeMutableBytes(of: &state.a) { lanes in
      for (offset, byte) in block.enumerated() {
        let lane = offset / 8 * 8
        let old = lanes.load(fromByteOffset: lane, as: UInt64.self)
        lanes.storeBytes(of: old ^ UInt64(byte) << (8 * UInt64(offset % 8)), toByteOffset: lane, as: UInt64.self)
      }
    }
  }
}
