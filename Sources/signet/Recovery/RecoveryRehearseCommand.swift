import ArgumentParser
import DaemonAPI

/// `signet recovery rehearse`
struct RecoveryRehearseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rehearse",
    abstract: "Try one share of the recovery kit, to see that the paper still works.",
    discussion: """
      Asks for the words of one share and says whether it is good. The other shares stay where they are; the account \
      remembers which were tried. When as many have been as the kit takes, it counts as rehearsed, and the seed of the \
      recovery key leaves the account's archive: from then on it is in the kit only. That takes the archive's password.

      On a device that did not make the kit, and knows only its key, as many shares are asked for as it takes.

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

  func run() async throws {
    let source = SecretSource(subject: "the account", password: try opening.read())
    let talk = TerminalWords(files: words.wordsFile)
    try talk.requireSource()
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    let operation = try await client.rehearse(account: id, RehearsalRequest(offers: source.offers))
    let result = try await client.follow(operation, source, json: common.json, words: talk)
    if common.json { return Answer.json(result) }
    Words.say(result.share.map { "The share \($0) is good." } ?? "The shares are good: they hold the recovery key.")
    result.warnings.forEach(Words.warn)
    Words.say(RecoveryWords.progress(of: result.kit))
  }
}
