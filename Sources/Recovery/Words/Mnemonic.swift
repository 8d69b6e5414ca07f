import Platform

/// A share as words.
///
///     let share = try Share(Mnemonic(reading: typed))
///     let words = try share.mnemonic().text()
///
/// Words are as secret as what they stand for, so they never become a `String`: here they are their numbers in the
/// list, in locked memory.
public struct Mnemonic: Sendable {
  /// Words of the shortest and of the longest share that is read and written: of 128 and of 512 bits.
  static let counts = 20...59
  /// Words in front of and behind a share's value: its header and its checksum.
  static let overhead = Share.headerWords + RS1024.size

  /// A number from 0 to 1023 for each word, two bytes in the machine's order; room for the longest.
  private let numbers: Secret
  /// How many words there are.
  public let count: Int

  /// Whether a share can have so many words: the bits that fill up its value are fewer than a byte of it would need.
  static func isPossible(count: Int) -> Bool { counts.contains(count) && 10 * (count - overhead) % 16 <= 8 }

  /// As many words as `fill` says that it has written.
  init(filling fill: (UnsafeMutableBufferPointer<UInt16>) throws -> Int) throws(RecoveryError) {
    var count = 0
    numbers = try Failures.secret(2 * Self.counts.upperBound) { count = try fill($0.bindMemory(to: UInt16.self)) }
    self.count = count
  }

  /// From what a person typed: text of any length, forgiven as `TypedWords` says. Four letters are enough for a word.
  ///
  /// Says nothing about whether the words belong together: that is for `Share`.
  /// - Throws: `RecoveryError.wordUnknown` with the positions of the words, counted from 1; `wordCountWrong`;
  ///   `memoryUnavailable`.
  public init(reading typed: Secret) throws(RecoveryError) {
    var unknown: [Int] = []
    var count = 0
    try self.init { numbers in
      typed.withBytes { bytes in
        for word in TypedWords(bytes) {
          count += 1
          guard count <= Self.counts.upperBound else { continue }
          if let number = word.number { numbers[count - 1] = number } else { unknown.append(count) }
        }
      }
      return min(count, Self.counts.upperBound)
    }
    guard count <= Self.counts.upperBound else { throw Self.wrongCount(count) }
    if !unknown.isEmpty { throw Self.unknownWords(unknown) }
    guard Self.isPossible(count: count) else { throw Self.wrongCount(count) }
  }

  /// The words in lower case, a blank between two of them.
  /// - Throws: `RecoveryError.memoryUnavailable`.
  public func text() throws(RecoveryError) -> Secret {
    try WordText.joined(count: count) { index in withNumbers { $0[index] } }
  }

  /// The numbers of the words, for the length of `body`.
  func withNumbers<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt16>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try numbers.withBytes { (bytes: UnsafeRawBufferPointer) throws(Failure) in
      try body(UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt16.self)[..<count]))
    }
  }

  private static func wrongCount(_ count: Int) -> RecoveryError {
    RecoveryError(
      .wordCountWrong, count == 0 ? "there are no words" : "\(count) word\(count == 1 ? "" : "s") cannot be a share",
      hint: "a share of a recovery kit has \(RecoveryKit.wordCount) words")
  }

  private static func unknownWords(_ positions: [Int]) -> RecoveryError {
    let hint = "compare with the paper; the first four letters of a word are enough"
    guard positions.count > 1 else {
      return RecoveryError(.wordUnknown, "word \(positions[0]) is not in the word list", hint: hint)
    }
    let named = positions.prefix(5).map(String.init)
    let last = positions.count > 5 ? "\(positions.count - 5) more" : named[named.count - 1]
    let first = positions.count > 5 ? named[...] : named.dropLast()
    return RecoveryError(
      .wordUnknown, "words \(first.joined(separator: ", ")) and \(last) are not in the word list", hint: hint)
  }
}
