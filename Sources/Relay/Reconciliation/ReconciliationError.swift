import Platform

/// A reconciliation message that cannot be taken. The sets of both sides stay as they were.
public typealias ReconciliationError = RoomError<ReconciliationErrorCode>

/// The codes of `ReconciliationError`.
public enum ReconciliationErrorCode: String, Sendable, CaseIterable {
  /// The message is of another version of the protocol.
  case versionUnsupported
  /// The message is longer than this side takes.
  case messageTooLarge
  /// The message ends in the middle of something.
  case messageTruncated
  /// A number has too many digits.
  case varintMalformed
  /// The end of a range cannot be read.
  case boundMalformed
  /// A range ends before it begins.
  case rangesOutOfOrder
  /// A range is neither skip, fingerprint nor list.
  case modeUnknown
  /// An ID is listed outside its range.
  case idOutsideRange
  /// An ID is listed twice.
  case idRepeated
  /// The other side did not come to an end.
  case roundsExceeded
}
