import Platform

/// A recovery kit, or one of its shares, that cannot be made, read or used. No word, no share and no part of a seed is
/// ever in its texts.
public typealias RecoveryError = RoomError<RecoveryErrorCode>

/// The codes of `RecoveryError`.
public enum RecoveryErrorCode: String, Sendable, CaseIterable {
  /// A word is not in the word list.
  case wordUnknown
  /// There are more or fewer words than any share has.
  case wordCountWrong
  /// The words do not go with their checksum: one of them is wrong, or they are in another order.
  case shareChecksumWrong
  /// The checksum is right, and what it covers is no share all the same.
  case shareMalformed
  /// Shares of different kits were put together.
  case sharesMixed
  /// Two shares have the same number and are not the same.
  case sharesContradict
  /// There are too few shares.
  case sharesMissing
  /// There are more shares than the standard lets belong together.
  case sharesSuperfluous
  /// The shares are enough and yet hold no secret: one is of another kit, or was made up.
  case sharesWrong
  /// The secret that the shares hold has not the length of a recovery seed.
  case seedSizeWrong
  /// A share that is rehearsed belongs to another kit than the account's.
  case shareOfOtherKit
  /// A share that is rehearsed has the number of one of the account's and is not that one.
  case shareWrong
  /// The shares hold another recovery key than the account's.
  case recoveryKeyWrong
  /// There is no kit that could be rehearsed, or no recovery key that words could be of.
  case kitMissing
  /// A kit cannot be made so: thresholds, counts, lengths.
  case kitRefused
  /// A passphrase has other characters than printable ASCII.
  case passphraseRefused
  /// What an account knows of its kit cannot be read.
  case kitRecordDamaged
  /// No memory for a secret.
  case memoryUnavailable
  /// The library, or the source of random bytes, failed.
  case libraryFailed
}
