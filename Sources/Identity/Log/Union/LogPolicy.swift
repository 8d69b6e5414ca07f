/// The names of all rules that an entry of a log has to meet in order to count.
public enum LogPolicy: String, Sendable, Codable, CaseIterable {
  // About the entry as it came.
  /// It can be read, and is in its canonical form.
  case canonical
  /// Each key that signed is known, and is one that may: the account's, the author's, the recovery key, the successor.
  case signerKnown
  /// Each signature under it is valid.
  case signatures
  /// There is room for it.
  case limits
  /// In a file: it is not there twice.
  case notRepeated
  /// In a file: it stands at its place in the order of replay.
  case inOrder
  /// In a file: it is there, since what the reader knows stands on it.
  case present

  // About its place.
  /// All that it stands on is known.
  case ancestorsKnown
  /// It stands on the genesis that was pinned, or is it.
  case pinnedGenesis
  /// Its author's statement before is the one it names, with the number before.
  case numbered

  // About who says it.
  /// It is made under the account's key, or one before that from a time when it counted.
  case accountKey
  /// A pending succession leaves the account key nothing but revocations.
  case accountKeyNotFrozen
  case signedByAccount
  /// The author is a device of the account, or may say this without being one.
  case authorKnown
  case signedByAuthor
  case signedByRecovery
  case signedBySuccessor
  case algorithm
  /// A leaf may only revoke itself.
  case role
  case authorNotRevoked
  case authorNotSuspended

  // About what it says.
  /// It is of a kind that is known here.
  case kindKnown
  /// Only its author can have approved a device; a device that was not approved adds nobody but itself.
  case approver
  case keysNotRevoked
  /// No key belongs to another device.
  case keysNotInUse
  /// What it speaks about is known to its author, and it may speak about it.
  case target
  /// There is no recovery key yet.
  case recoveryKeyNew
  /// The holder of the recovery key did not object.
  case notObjected
}
