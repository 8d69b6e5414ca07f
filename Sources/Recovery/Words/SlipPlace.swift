/// Where in a mnemonic whose checksum is wrong the slip probably is.
///
/// Deliberate: where, and not what. SLIP-0039 asks for this: a correction that was computed is the wrong one as soon as
/// there are more slips than the code can find, and then the person would trust it more than the paper.
enum SlipPlace: Equatable {
  /// Another word at this place, counted from 1, would make it right.
  case word(Int)
  /// It would be right if the word at this place and the next one changed places.
  case swap(Int)

  /// Nil when there is more than one slip. Never more than one place fits, as two would be too close to each other for
  /// the code. The code is linear: what a change does to the remainder depends on the change and its place alone.
  static func find(in numbers: UnsafeBufferPointer<UInt16>) -> SlipPlace? {
    let asTyped = numbers[1] & flag != 0
    let difference = missing(numbers, isExtendable: asTyped)
    let differenceWithFlag = missing(numbers, isExtendable: !asTyped)
    func wanted(_ change: UInt16, at places: ClosedRange<Int>) -> UInt32 {
      places.contains(1) && change & flag != 0 ? differenceWithFlag : difference
    }
    var effects = (0..<10).map { UInt32(1) << UInt32($0) }
    var effectsBehind = effects
    for place in numbers.indices.reversed() {
      if place + 1 < numbers.count {
        let change = numbers[place] ^ numbers[place + 1]
        let effect = apply(effects, change) ^ apply(effectsBehind, change)
        if effect == wanted(change, at: place...(place + 1)) { return .swap(place + 1) }
      }
      // All changes of the word, in an order in which each differs from the one before in a single bit (Gray's).
      var change: UInt16 = 0
      var effect: UInt32 = 0
      for step in 1..<WordList.count {
        change ^= 1 << UInt16(step.trailingZeroBitCount)
        effect ^= effects[step.trailingZeroBitCount]
        if effect == wanted(change, at: place...place) { return .word(place + 1) }
      }
      effectsBehind = effects
      effects = effects.map(RS1024.shifted)
    }
    return nil
  }

  /// The extendable flag in the second word.
  private static let flag: UInt16 = 16

  /// What has to be added to the remainder for the checksum to be right.
  private static func missing(_ numbers: UnsafeBufferPointer<UInt16>, isExtendable: Bool) -> UInt32 {
    var checksum = RS1024(isExtendable: isExtendable)
    for number in numbers { checksum.append(number) }
    return checksum.remainder ^ 1
  }

  /// What `change` of a word does to the remainder, where `effects` is what each of its ten bits does.
  private static func apply(_ effects: [UInt32], _ change: UInt16) -> UInt32 {
    var sum: UInt32 = 0
    for (bit, effect) in effects.enumerated() { sum ^= effect & (0 &- UInt32(change >> UInt16(bit) & 1)) }
    return sum
  }
}
