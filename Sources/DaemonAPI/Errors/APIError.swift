import Platform

/// What can go wrong between the CLI, the daemon and its workers, apart from the errors of the rooms below.
public typealias APIError = RoomError<APIErrorCode>

/// The codes of `APIError`.
public enum APIErrorCode: String, Sendable, CaseIterable {
  /// The daemon does not answer.
  case daemonUnreachable
  /// Another daemon has this data folder.
  case daemonRunning
  /// The daemon was started and ended before it listened.
  case daemonStartFailed
  /// The daemon is ending and takes no new operation.
  case daemonStopping
  /// Nothing says where the person's home is.
  case homeUnknown
  /// The request's body or query is not what the route takes.
  case badRequest
  /// There is no such route.
  case routeNotFound
  /// The route exists, its method does not.
  case methodNotAllowed
  /// The request's body is larger than any route takes.
  case bodyTooLarge
  /// The peer is another user.
  case peerRefused
  /// No account has this ID.
  case accountNotFound
  /// There are several accounts and none was named.
  case accountNeeded
  /// The account has no device with this ID.
  case deviceNotFound
  /// A renewal was asked for a device whose key is not here.
  case deviceNotHere
  /// A device was to throw itself out.
  case deviceIsThis
  /// What is done for a device that was thrown out only was asked for on one that is in the account.
  case deviceNotRevoked
  /// Nothing waits that could be approved or objected to.
  case nothingPending
  /// The device that was asked to vouch for another one may not.
  case approvalRefused
  /// Words of the recovery kit are needed.
  case wordsNeeded
  /// No operation has this number (any more).
  case operationNotFound
  /// Digits were handed to an operation that does not wait for any.
  case digitsNotNeeded
  /// A device is added to the account, and could not be told so.
  case linkUnfinished
  /// The operation was cancelled.
  case operationCancelled
  /// Another operation on the same account is under way.
  case accountBusy
  /// As many operations are under way as the daemon runs at a time.
  case daemonBusy
  /// Something destructive was not confirmed.
  case confirmationNeeded
  /// Nobody handed the secrets over in time.
  case secretsTimedOut
  /// What came over the secret socket is not in its format.
  case secretsMalformed
  /// The worker ended without an answer.
  case workerDied
  /// The backup that was written does not read back the same; the old file is in place.
  case backupNotEqual
  /// A fault of ours.
  case internalError
}
