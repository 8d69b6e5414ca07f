import Platform

/// The store of accounts could not do what it was asked. What was there before is still there.
public typealias StoreError = RoomError<StoreErrorCode>

/// The codes of `StoreError`.
public enum StoreErrorCode: String, Sendable, CaseIterable {
  /// The account is here already.
  case accountExists
  /// No such account is here.
  case accountNotFound
  /// A part of the account's folder is missing or unreadable.
  case accountDamaged
  /// SQLite reports that the account's database is damaged, or no database.
  case databaseDamaged
  /// SQLite refused: disk full, locked too long, input or output error.
  case databaseFailed
  /// The daemon's data key is not the 32 bytes that it should be.
  case dataKeyDamaged
  /// The device's key file is unreadable, or its key and certificates do not belong together.
  case deviceFileDamaged
  /// A key in the account's database cannot be opened with the data key, or is not the key that its record names.
  case keyDamaged
  /// Another key has this generation already.
  case keyExists
  /// A key is on a token and cannot be had from here.
  case keyOnToken
  /// A record has a value that is longer than records may have, and was not written.
  case recordTooLarge
  /// This device was thrown out of the account, and its keys are destroyed.
  case keysDestroyed
  /// This device is a leaf, and does not hold the account's archive.
  case leafDevice
  /// No such device is known.
  case deviceNotFound
  /// An operation was cut off and could be neither finished nor undone.
  case recoveryNeeded
}
