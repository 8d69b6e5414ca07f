/// What a statement says.
public enum StatementContent: Sendable, Hashable {
  case genesis(Genesis)
  case deviceAdded(AddedDevice)
  case deviceRevoked(RevokedDevice)
  case receiveKey(ReceiveKeyChange)
  case succession(Succession)
  /// The recovery key of an account whose genesis has none.
  case recoveryKey(KeyID)
  /// The holder of the recovery key objects to that pending statement.
  case objection(StatementHash)
  /// That statement counts at once.
  case countersignature(StatementHash)
  /// Of a later version. Deliberate: kept, and without any effect. An old program that dropped it would cut off all
  /// that was written on top of it, and would give its number away a second time.
  case unknown(kind: UInt8, payload: [UInt8])

  var isRevocation: Bool {
    guard case .deviceRevoked = self else { return false }
    return true
  }
}
