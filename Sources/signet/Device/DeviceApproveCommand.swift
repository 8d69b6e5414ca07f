import ArgumentParser
import DaemonAPI
import Platform

/// `signet device approve`
struct DeviceApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Have a new device count at once, on an older one or by words.",
    discussion: """
      A device that came in by a backup or by Jami's PIN counts for others after three days; one that was linked may \
      add, throw out and rotate after a day. This countersigns what brought it in, and nobody waits any more. A full \
      device does it that is older than the new one, with the archive's password; with --words the recovery key does \
      it, on any device of the account.

      Look at the device first: `signet device list` tells what it is called and how it came in. Whoever has a stolen \
      archive comes in the same way.

      Examples:
        $ signet device approve tablet
        $ signet device approve 353b7aec --words --yes
      """)

  @Argument(help: "The device: its ID, a beginning of it, or its name.")
  var device: String

  @OptionGroup var word: WordOptions

  func run() async throws {
    try await word.say(.approve, about: device) { entry in
      Words.say(
        "This has the device \(entry.deviceId) (\(SafeText.line(entry.name)), \(entry.enrolment ?? "unknown")) count at "
          + "once, for everybody.")
    }
  }
}

/// `signet device object`
struct DeviceObjectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "object",
    abstract: "Object, by the recovery key, to what the log says of a device.",
    discussion: """
      Keeps out a device that came in unapproved and still waits for its three days. Of a device that was thrown out \
      it keeps the keys on it from being destroyed: it stays out, and may be linked again with new keys. It hears of it \
      over the relays; the words may be typed on that device itself too.

      With --rotation instead of a device it cancels another account key that waits for its time.

      It takes the recovery key: from the archive, as long as its seed is there, or from the words of the kit with \
      --words.

      Examples:
        $ signet device object tablet --words
        $ signet device object --rotation --words-file ~/share-1
      """)

  @Argument(help: "The device: its ID, a beginning of it, or its name.")
  var device: String?

  @Flag(help: "Object to another account key that waits for its time.")
  var rotation = false

  @OptionGroup var word: WordOptions

  func validate() throws {
    guard (device != nil) != rotation else { throw ValidationError("name a device, or say --rotation") }
  }

  func run() async throws {
    try await word.say(.object, about: device) { entry in
      Words.say(
        entry.state == "pending"
          ? "This keeps the device \(entry.deviceId) (\(SafeText.line(entry.name))) out of the account."
          : "This keeps the device \(entry.deviceId) (\(SafeText.line(entry.name))) from destroying its keys.")
    }
  }
}

/// What both take, and how they go.
struct WordOptions: ParsableArguments {
  @Flag(help: "Ask for words of the recovery kit.")
  var words = false

  @OptionGroup var wordFiles: WordsOptions

  @Flag(help: "Do not ask.")
  var yes = false

  @OptionGroup var opening: OpeningOptions
  @OptionGroup var account: AccountOption
  @OptionGroup var common: CommonOptions

  /// - Parameter explain: says what it comes to, before the person is asked.
  func say(
    _ word: StatementRequest.Word, about device: String?, explain: (DeviceEntry) -> Void
  ) async throws {
    let talk = TerminalWords(files: wordFiles.wordsFile)
    let hasWords = words || !wordFiles.wordsFile.isEmpty
    if hasWords { try talk.requireSource() }
    let source = SecretSource(subject: "the account", password: try opening.read())
    let client = try await common.connect()
    let id = try await client.resolve(account: account.id).id
    var named: String?
    if let device {
      let entry = try await client.resolve(device: device, account: id)
      named = entry.deviceId
      if !yes && Prompt.canAsk {
        explain(entry)
        try Prompt.confirm(
          "Type the first eight digits of the device's ID: ", expected: String(entry.deviceId.prefix(8)))
      }
    }
    let operation = try await client.state(
      account: id, StatementRequest(say: word, device: named, words: hasWords, offers: source.offers))
    let result = try await client.follow(operation, source, json: common.json, words: hasWords ? talk : nil)
    if common.json { return Answer.json(result) }
    Answer.facts(
      [("device", result.deviceId)] + (result.statements ?? []).map { ("statement", $0) })
    result.warnings.forEach(Words.warn)
  }
}
