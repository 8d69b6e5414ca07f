import Platform

/// Why a device is not linked.
public typealias LinkingError = RoomError<LinkingErrorCode>

/// The codes of `LinkingError`.
public enum LinkingErrorCode: String, Sendable, CaseIterable {
  /// A text is no link.
  case linkMalformed
  /// The five minutes of a link are over.
  case linkExpired
  /// Another device answered the link first.
  case linkTaken
  /// The new device told its key before the old one had sent its own.
  case revealTooEarly
  /// The new device's key is not the one that its link names.
  case commitmentBroken
  /// What the new device asks for cannot be certified.
  case requestRefused
  /// What was typed has not the form of digits; it is no try.
  case digitsMalformed
  /// The digits that were typed are not those that the new device shows.
  case digitsWrong
  /// The old device's answer is not one that the new device may take.
  case linkAnswerRefused
  /// The old device said no.
  case linkRefused
  /// A file is no request of a new device.
  case requestMalformed
  /// A request is older than a week, or its date is not over yet.
  case requestExpired
  /// No request of this machine waits for an approval.
  case requestUnknown
  /// A file is no approval of a request.
  case approvalMalformed
  /// An approval does not open: it was changed, or is by somebody who has not typed the request's digits.
  case approvalUnreadable
  /// A call that only fails when the machine does (memory, randomness), or by a fault of ours.
  case libraryFailed
}

extension LinkingError {
  static var expired: LinkingError {
    LinkingError(.linkExpired, "the link's five minutes are over", hint: "`signet device join` makes a new one")
  }

  /// What a library throws when the machine cannot go on.
  static func failed(_ error: any Error) -> LinkingError {
    if let error = error as? LinkingError { return error }
    guard let coded = error as? any CodedError else { return LinkingError(.libraryFailed, "\(error)") }
    return LinkingError(.libraryFailed, coded.reason)
  }
}
