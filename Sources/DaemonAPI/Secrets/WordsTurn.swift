/// What a worker says to the terminal while words of a recovery kit are shown or asked for. Words themselves are never
/// in it: they follow it on the socket, see `WordsLine`.
public enum WordsTurn: Codable, Sendable {
  /// Show a share, whose words follow, until it is written down.
  case show(number: Int, count: Int, threshold: Int)
  /// Ask for the words of a share.
  /// - gathered: how many shares are here already.
  /// - needed: how many it takes; nil as long as no share has told.
  case ask(gathered: Int, needed: Int?)
  /// What was typed cannot be used. For each of the positions in `unknown` a line follows, with words of the list that
  /// look like what is there.
  case refused(ErrorReport, unknown: [Int])
  /// What was typed is good.
  case accepted(number: Int)
  /// Nothing follows.
  case over
}

/// The terminal's answer to `show` and `ask`.
public enum WordsAnswer: UInt8, Sendable {
  case givenUp = 0
  /// It is written down; or the words follow.
  case done = 1
}
