import Platform

/// A word that is not in the list, for the person who typed it.
///
/// Apart from `RecoveryError`, because it says what was probably meant, and that is a part of the secret: it is for the
/// terminal at which the word was typed, and for no log.
public struct UnknownWord: Sendable {
  /// Counted from 1.
  public let position: Int
  /// Up to three words of the list that look most like it, the likeliest first, a blank between two; empty when none
  /// does.
  public let nearest: Secret

  /// The words of `typed` that are not in the list; among the first 59 words, as no share has more.
  /// - Throws: `RecoveryError.memoryUnavailable`.
  public static func all(in typed: Secret) throws(RecoveryError) -> [UnknownWord] {
    try typed.withBytes { (bytes: UnsafeRawBufferPointer) throws(RecoveryError) in
      var found: [UnknownWord] = []
      var position = 0
      for word in TypedWords(bytes).prefix(Mnemonic.counts.upperBound) {
        position += 1
        guard word.number == nil else { continue }
        let near = NearestWords.of(word)
        found.append(
          UnknownWord(position: position, nearest: try WordText.joined(count: near.count) { near[$0] }))
      }
      return found
    }
  }
}
