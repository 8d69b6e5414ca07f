import Linking

/// Random bytes that are the same in each run.
final class SeededRandom {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  /// SplitMix64.
  func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }

  func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      write(UnsafeMutableRawBufferPointer(buffer))
      written = count
    }
  }

  var fill: RandomFill { { [self] buffer in write(buffer) } }

  /// Eight bytes at a time: test code is not optimised, and a million tries need many.
  private func write(_ buffer: UnsafeMutableRawBufferPointer) {
    var place = 0
    while place < buffer.count {
      var word = next()
      let size = min(8, buffer.count - place)
      withUnsafeBytes(of: &word) { bytes in
        UnsafeMutableRawBufferPointer(rebasing: buffer[place..<place + size])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<size]))
      }
      place += size
    }
  }
}
