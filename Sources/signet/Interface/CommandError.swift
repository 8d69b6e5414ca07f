import Platform

/// What can go wrong in the command line itself; everything else comes from the rooms below or from the daemon.
typealias CommandError = RoomError<CommandErrorCode>

/// The codes of `CommandError`.
enum CommandErrorCode: String, Sendable, CaseIterable {
  /// The command line is wrong.
  case usage
  /// A password is needed, and there is neither a terminal nor a file to get it from.
  case passwordNeeded
  /// Words of a recovery kit are needed, and there is neither a terminal nor a file to get them from.
  case wordsNeeded
  /// Something that is only for a terminal, and there is none.
  case noTerminal
  /// The new password is empty.
  case secretUnusable
  /// Something destructive was not confirmed.
  case confirmationNeeded
  /// No device is meant by what was typed, or several are.
  case deviceNotFound
  /// A text to be sent is empty, too long, or not UTF-8.
  case textRefused
  /// A file that should hold a packet or a key holds none.
  case packetMalformed
  /// What is stored of a log is not what was signed.
  case logDamaged
  /// A text is too long for a QR code.
  case codeTooLarge
  /// The digits that were typed are not those that the new device shows.
  case digitsWrong
  /// Nobody typed the digits of the new device.
  case digitsNeeded
  /// A step of the demonstration did not end as it must.
  case stepFailed
}
