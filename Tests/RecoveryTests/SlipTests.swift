import Platform
import Testing

@testable import Recovery

/// What becomes of a kit's words that are typed or copied wrongly.
@Suite struct SlipTests {
  static let kits = ["first", "second", "third"]

  private func share(_ name: String) throws -> Share {
    try SLIP39.split(
      Stream(name).secret(32), plan: SharePlan(threshold: 1, count: 1), iterationExponent: 0, random: Stream(name).fill)[
        0][
        0]
  }

  /// What was found out about a text with a slip in it.
  private enum Finding { case same, notInList, otherCount, checksum, other }

  private func look(at bytes: [UInt8], _ words: String) throws -> Finding {
    do {
      return try Share(reading: Secret(copying: bytes)).words == words ? .same : .other
    } catch let error as RecoveryError {
      switch error.kind {
      case .wordUnknown: return .notInList
      case .wordCountWrong: return .otherCount
      case .shareChecksumWrong: return .checksum
      default: return .other
      }
    }
  }

  /// Each character replaced, left out, put in and swapped with the next one.
  private func slips(of text: [UInt8]) -> [[UInt8]] {
    let typed = Array("abcdefghijklmnopqrstuvwxyz -1".utf8)
    var slips: [[UInt8]] = []
    for place in text.indices {
      let (before, after) = (text[..<place], text[(place + 1)...])
      slips.append(Array(before + after))
      if place + 1 < text.count { slips.append(before + [text[place + 1], text[place]] + text[(place + 2)...]) }
      for character in typed {
        if character != text[place] { slips.append(before + [character] + after) }
        slips.append(before + [character] + text[place...])
      }
    }
    return slips
  }

  @Test(arguments: kits)
  func `a wrong, missing, needless or swapped character never makes another share`(_ kit: String) throws {
    let words = try share(kit).words
    #expect(words.split(separator: " ").count == RecoveryKit.wordCount)
    var counts: [Finding: Int] = [:]
    for slip in slips(of: Array(words.utf8)) { counts[try look(at: slip, words), default: 0] += 1 }
    #expect(counts[.other, default: 0] == 0)
    // All the ways of noticing a slip, and of forgiving one, are really met.
    #expect(counts[.notInList, default: 0] > 1000)
    #expect(counts[.checksum, default: 0] > 0)
    #expect(counts[.same, default: 0] > 0)
  }

  @Test(arguments: kits.prefix(1))
  func `no word of the list in the place of another passes, and the place is told`(_ kit: String) throws {
    let mnemonic = try share(kit).mnemonic()
    let numbers = mnemonic.withNumbers { Array($0) }
    for place in numbers.indices {
      for change: UInt16 in 1..<1024 {
        var other = numbers
        other[place] ^= change
        let error = failure { _ = try Share(Mnemonic { Self.write(other, to: $0) }) }
        guard error?.kind == .shareChecksumWrong,
          error?.reason.hasSuffix(": word \(place + 1) is probably wrong") == true
        else {
          Issue.record("word \(place + 1) changed by \(change): \(error?.description ?? "passes")")
          continue
        }
      }
    }
  }

  @Test(arguments: kits)
  func `no two words that changed places pass, neighbours or not`(_ kit: String) throws {
    let words = try share(kit).words.split(separator: " ")
    for first in words.indices {
      for second in (first + 1)..<words.count where words[first] != words[second] {
        var other = words
        other.swapAt(first, second)
        let error = failure { _ = try Share(words: other.joined(separator: " ")) }
        #expect(error?.kind == .shareChecksumWrong)
        let told = "words \(first + 1) and \(second + 1) have probably changed places"
        #expect(error?.reason.hasSuffix(told) == (second == first + 1))
      }
    }
  }

  private static func write(_ source: [UInt16], to numbers: UnsafeMutableBufferPointer<UInt16>) -> Int {
    for (index, number) in source.enumerated() { numbers[index] = number }
    return source.count
  }
}
