import ArgumentParser
import DaemonAPI
import Platform

/// `signet recover`
struct RecoverCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "Win an account back with whatever is there: a backup, the words, or both.",
    discussion: """
      Says what each of them opens, and what follows. It never takes anything away that is here.

      FILE, a backup, opens the account: its keys, contacts and settings. This machine becomes a new device of it. Where \
      the account has other devices, it counts for others after 72 hours without an objection.

      Words of the recovery kit (--words, or --words-file once for each share) open the recovery key. With FILE it \
      vouches for this device, which then counts at once. Where the account is here already, the words alone do that. \
      On a machine without the account the words alone open the recovery key and no more: they hold neither the \
      account's keys nor its contacts. For those it takes a backup, or another device: link this machine from there.

      Without FILE the words are asked for.

      Examples:
        $ signet recover ~/ada.gz
        $ signet recover ~/ada.gz --words
        $ signet recover
      """)

  @Argument(help: "A backup: a file that Signet or Jami wrote.", completion: .file())
  var file: String?

  @Flag(help: "Ask for the words of the recovery kit as well.")
  var words = false

  @Option(help: ArgumentHelp("Name of this device. Without it: the machine's name.", valueName: "name"))
  var deviceName: String?

  @OptionGroup var wordFiles: WordsOptions
  @OptionGroup var opening: OpeningOptions
  @OptionGroup var new: NewSecretOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let talk = TerminalWords(files: wordFiles.wordsFile)
    let hasWords = words || !wordFiles.wordsFile.isEmpty
    if file == nil || hasWords { try talk.requireSource() }
    if let file {
      try await restore(file, hasWords ? talk : nil)
    } else {
      try await open(talk)
    }
  }

  private func restore(_ file: String, _ talk: TerminalWords?) async throws {
    let source = SecretSource(subject: file, password: try opening.read(), newPassword: try new.read())
    let client = try await common.connect()
    let operation = try await client.restore(
      RestoreRequest(
        path: WorkingFolder.absolute(file), deviceName: deviceName, words: talk != nil, offers: source.offers))
    let result = try await client.follow(operation, source, json: common.json, words: talk)
    if common.json { return Answer.json(result) }
    Answer.facts([
      ("account", result.id), ("device", result.deviceId), ("name", result.displayName),
      ("recovery", result.recovery), ("recovery key", result.recoveryKey),
    ])
    result.warnings.forEach(Words.warn)
    Words.say("The backup opened the account: its keys, contacts and settings. This machine is a new device of it.")
    Words.say(
      talk == nil
        ? "Where the account has other devices, this one counts after 72 hours, unless somebody objects; at once with "
          + "the words of the recovery kit: signet recover"
        : "The words opened the recovery key: it vouches for this device as soon as its keys are made (signet status).")
    Words.say(RecoveryWords.sentence(for: result.recovery))
  }

  private func open(_ talk: TerminalWords) async throws {
    let client = try await common.connect()
    let here = try await client.accounts().accounts
    let chosen = here.isEmpty && account.id == nil ? nil : try await client.resolve(account: account.id).id
    let operation = try await client.recover(RecoverRequest(account: chosen))
    let result = try await client.follow(
      operation, SecretSource(subject: "the account"), json: common.json, words: talk)
    if common.json { return Answer.json(result) }
    Answer.facts([
      ("account", result.id), ("device", result.deviceId), ("recovery key", result.recoveryKey),
      ("vouched for it", result.vouched.map(Answer.yesNo)),
    ])
    switch result.vouched {
    case true?: Words.say("The words opened the recovery key: it has vouched for this device, which counts at once.")
    case false?: Words.say("The words opened the recovery key. This device waits for nothing: there was nothing to do.")
    case nil:
      Words.say(
        "The words opened a recovery key. Alone they bring no account back: its keys and contacts are not in them. "
          + "Nothing was changed.")
      Words.say("With a backup: signet recover FILE --words; with another device: link this machine from there.")
    }
  }
}
