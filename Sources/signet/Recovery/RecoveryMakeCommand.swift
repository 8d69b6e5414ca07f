import ArgumentParser
import DaemonAPI
import Platform

/// `signet recovery make`
struct RecoveryMakeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make",
    abstract: "Make a recovery kit, and show it once, to be written down.",
    discussion: """
      Shows 33 words at the terminal, or with --shares K/N one share of 33 words after the other, of which any K win \
      the account back. The words are SLIP-39, which other tools read too. They are shown on the terminal itself, \
      even where standard output is a file, and in no log, answer or file. Only when each share has been confirmed as \
      written down the account takes the kit for its own.

      A kit that is made anew takes the place of the one before, whose shares still open the same key among \
      themselves: destroy them. Where a kit was rehearsed already, its seed is only in it, and enough of its shares are \
      asked for first.

      An account that came from Jami has no recovery key. It gets one here.

      Without a terminal it needs --print, which writes the words to standard output and takes them for written down.

      Examples:
        One sheet of paper:
        $ signet recovery make

        Five sheets, any three of which are enough:
        $ signet recovery make --shares 3/5
      """)

  @Option(help: ArgumentHelp("Make N shares, any K of which are enough.", valueName: "k/n"))
  var shares: ShareCount = .one

  @Flag(help: "Write the words to standard output; whoever sees or keeps that has the account.")
  var print = false

  @OptionGroup var words: WordsOptions
  @OptionGroup var opening: OpeningOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if print && common.json { throw ValidationError("--print and --json exclude each other: no words in an answer") }
  }

  func run() async throws {
    let source = SecretSource(subject: "the account", password: try opening.read())
    if !print && !Terminal.isPresent {
      throw CommandError(
        .noTerminal, "the words are shown at a terminal, and there is none",
        hint: "`--print` writes them to standard output")
    }
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let before = try await client.recovery(account: id)
    let operation = try await client.makeKit(
      account: id, KitRequest(threshold: shares.threshold, count: shares.count, offers: source.offers))
    let result = try await client.follow(
      operation, source, json: common.json, words: TerminalWords(files: words.wordsFile, prints: print))
    if common.json { return Answer.json(result) }
    result.warnings.forEach(Words.warn)
    Words.say(
      shares.count == 1
        ? "The recovery kit is made: 33 words."
        : "The recovery kit is made: \(shares.count) shares, any \(shares.threshold) of which are enough.")
    if before.threshold != nil {
      Words.say("The kit before still opens the account with its own shares: destroy them.")
    }
    Words.say("Try what you wrote down before you need it: signet recovery rehearse")
  }
}

/// `K/N` on the command line.
struct ShareCount: ExpressibleByArgument {
  let threshold: Int
  let count: Int

  static let one = ShareCount(threshold: 1, count: 1)

  private init(threshold: Int, count: Int) {
    self.threshold = threshold
    self.count = count
  }

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let threshold = Int(parts[0]), let count = Int(parts[1]) else { return nil }
    self.init(threshold: threshold, count: count)
  }

  var defaultValueDescription: String { "\(threshold)/\(count)" }
}

/// Shares from files.
struct WordsOptions: ParsableArguments {
  @Option(
    name: .customLong("words-file"),
    help: ArgumentHelp("Read the words of a share from FILE; once for each share.", valueName: "file"),
    completion: .file())
  var wordsFile: [String] = []
}
