import DaemonAPI
import Glibc
import Platform

/// Where the digits of a link come from: the command line, once, else standard input, one entry a line, where a person
/// is asked for them.
final class DigitsTypist {
  private var given: String?
  private let role: String
  /// How many groups of digits there are, in a word.
  private let groups: String
  private let isGiven: Bool
  private var triesLeft: Int?
  private var isIntroduced = false

  init(given: String?, role: String, groups: String) {
    self.given = given
    self.role = role
    self.groups = groups
    isGiven = given != nil
  }

  /// An entry, where one is needed.
  /// - Throws: `digitsWrong` when those that were given are used up.
  func answer(_ told: LinkProgress) throws(ErrorReport) -> String? {
    guard told.digitsNeeded else { return nil }
    introduce(told)
    let isAgain = triesLeft != nil
    let isWrong = triesLeft.map { $0 != told.triesLeft } ?? false
    triesLeft = told.triesLeft
    if isAgain {
      Words.say(
        isWrong
          ? "these are not the digits that the new device shows; tries left: \(told.triesLeft ?? 0)"
          : "the digits are \(groups) groups of four; that was no try")
    }
    if let digits = given {
      given = nil
      return digits
    }
    guard !isGiven else { throw Self.wrong }
    if Prompt.canAsk { Words.show("Digits that the new device shows: ") }
    while let line = readLine() {
      let typed = line.split(separator: " ").joined()
      if !typed.isEmpty { return typed }
      if Prompt.canAsk { Words.show("Digits that the new device shows: ") }
    }
    throw isAgain ? Self.wrong : Self.missing
  }

  private func introduce(_ told: LinkProgress) {
    guard !isIntroduced else { return }
    isIntroduced = true
    Words.say(
      "\(told.deviceName ?? "a device") (\(told.platform ?? "unknown"), \(told.deviceId?.prefix(8) ?? "")) asks to become "
        + "a \(role) device of this account.\n"
        + "type the digits only if you see them on its screen, before you")
  }

  private static let wrong = ErrorReport(
    CommandError(
      .digitsWrong, "the digits are not those that the new device shows; nothing was linked",
      hint: "try again with `signet device join` on the new device, and type what that device shows"))

  private static let missing = ErrorReport(
    CommandError(
      .digitsNeeded, "the digits of the new device are needed, and nobody typed them; nothing was linked",
      hint: "give them with --digits, or on standard input"))
}
