import Testing

@testable import Recovery

@Suite struct RS1024Tests {
  /// What changing one word changes in the checksum, whatever the words are: the code is linear.
  private static func effect(of change: UInt16, at place: Int, count: Int) -> UInt32 {
    remainder(of: [UInt16](repeating: 0, count: place) + [change], count: count)
      ^ remainder(of: [], count: count)
  }

  private static func remainder(of numbers: [UInt16], count: Int, isExtendable: Bool = true) -> UInt32 {
    var state = RS1024(isExtendable: isExtendable)
    for number in numbers + [UInt16](repeating: 0, count: count - numbers.count) { state.append(number) }
    return state.remainder
  }

  /// The effects of each change of the word at `place`, 1 to 1023; at 0 that of none.
  private static func effects(at place: Int, count: Int) -> [UInt32] {
    let bits = (0..<10).map { effect(of: 1 << $0, at: place, count: count) }
    var effects: [UInt32] = [0]
    for bit in bits { effects += effects.map { $0 ^ bit } }
    return effects
  }

  @Test(arguments: [20, 33])
  func `no two wrong words pass, whatever the words are`(count: Int) {
    var seen: Set<UInt32> = [0]
    for place in 0..<count {
      // Two changes pass together when their effects are the same.
      seen.formUnion(Self.effects(at: place, count: count).dropFirst())
    }
    #expect(seen.count == 1 + 1023 * count)
  }

  @Test(arguments: [20, 33])
  func `no one or two wrong words pass where one of them changes which checksum applies`(count: Int) {
    let place = 1
    let flag = 16
    let difference =
      Self.remainder(of: [], count: count) ^ Self.remainder(of: [], count: count, isExtendable: false)
    var others: Set<UInt32> = [0]
    for other in 0..<count where other != place { others.formUnion(Self.effects(at: other, count: count)) }
    let effects = Self.effects(at: place, count: count)
    let passing = (0..<1024).filter { $0 & flag != 0 && others.contains(effects[$0] ^ difference) }
    #expect(passing == [])
  }

  @Test func `no three wrong words pass, in 20,000 tries`() {
    var random = Stream("three wrong words")
    let effects = (0..<33).map { Self.effects(at: $0, count: 33) }
    for _ in 0..<20_000 {
      let places = (0..<33).shuffled(using: &random).prefix(3)
      let sum = places.reduce(0) { $0 ^ effects[$1][Int.random(in: 1..<1024, using: &random)] }
      if sum == 0 { Issue.record("\(places) pass") }
    }
  }
}
