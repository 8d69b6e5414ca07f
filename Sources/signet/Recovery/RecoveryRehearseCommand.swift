import ArgumentParser
import DaemonAPI

/// `signet recovery rehearse`
struct RecoveryRehearseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rehearse",
    abstract: "Try one share of the recovery kit: does the paper still work?",
    discussion: """
      Asks for the words of one share and says whether it is good. The other shares stay where they are; the account \
      remembers which were tried. When as many have been as the kit takes, it counts as rehearsed, and the seed of the \
      recovery key leaves the account's archive: from then on it is in the kit only. That takes the archive's password.

      A word that is not in the list is named by its position, with the words that look like it. So are two words that \
      changed places, and a word that is another one of the list.

      Examples:
        $ signet recovery rehearse
        $ signet recovery rehearse --words-file share-2.txt --json
      """)

  @OptionGroup var words: WordsOptions
  @OptionGroup var opening: OpeningOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if words.wordsFile.count > 1 { throw ValidationError("one share is rehearsed at a time: name one --words-file") }
  }

  func run() async throws {
    let source = SecretSource(subject: "the account", password: try opening.read())
    let talk = TerminalWords(files: words.wordsFile)
    try talk.requireSource()
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let operation = try await client.rehearse(account: id, RehearsalRequest(offers: source.offers))
    let result = try await client.follow(operation, source, json: common.json, words: talk)
    if common.json { return Answer.json(result) }
    Words.say("The share \(result.share ?? 0) is good.")
    result.warnings.forEach(Words.warn)
    Words.say(RecoveryWords.progress(of: result.kit))
  }
}
